/** Bytes of one stream, bounded; what comes after the bound is counted and dropped. */
export type Collected = {
  add(chunk: Uint8Array): void;
  bytes(): Uint8Array;
  /** All that came, kept or not. */
  readonly seen: number;
  readonly truncated: boolean;
};

/** Keeps the first `maxBytes`. */
export const collectStart = (maxBytes: number): Collected => {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let seen = 0;
  return {
    add: (chunk) => {
      seen += chunk.length;
      if (kept >= maxBytes) return;
      const part = chunk.subarray(0, maxBytes - kept);
      chunks.push(part);
      kept += part.length;
    },
    bytes: () => joined(chunks),
    get seen() {
      return seen;
    },
    get truncated() {
      return seen > maxBytes;
    },
  };
};

/** Keeps the last `maxBytes`: the newest lines of a log. */
export const collectEnd = (maxBytes: number): Collected => {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let seen = 0;
  return {
    add: (chunk) => {
      seen += chunk.length;
      kept += chunk.length;
      chunks.push(chunk);
      for (let [first] = chunks; first && kept - first.length >= maxBytes; [first] = chunks) {
        kept -= first.length;
        chunks.shift();
      }
    },
    bytes: () => {
      const all = joined(chunks);
      return all.subarray(Math.max(0, all.length - maxBytes));
    },
    get seen() {
      return seen;
    },
    get truncated() {
      return seen > maxBytes;
    },
  };
};

const joined = (chunks: readonly Uint8Array[]): Uint8Array => {
  const [only] = chunks;
  if (chunks.length === 1 && only) return only;
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};
