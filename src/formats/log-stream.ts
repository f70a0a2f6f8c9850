/**
 * The engine sends a container's log as frames (stream, three zeros, length, bytes) unless the
 * container has a terminal: then as the bytes alone. Both become the bytes alone.
 */
export const plainLog = (bytes: Uint8Array): Uint8Array => {
  if (!isFrame(bytes, 0)) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let at = 0;
  while (isFrame(bytes, at)) {
    const length = view.getUint32(at + 4);
    parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return joined(parts);
};

const isFrame = (bytes: Uint8Array, at: number): boolean =>
  at + 8 <= bytes.length &&
  (bytes[at] ?? 9) <= 2 &&
  bytes[at + 1] === 0 &&
  bytes[at + 2] === 0 &&
  bytes[at + 3] === 0;

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** A line of a log that was asked for with timestamps. */
export type TimedLine = {
  readonly text: string;
  /** Milliseconds since the epoch, the engine's clock; absent where the line has none. */
  readonly at?: number;
};

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) /;

/** Lines with the engine's timestamps taken off; the last line may be cut short. */
export const timedLines = (text: string): readonly TimedLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const match = stamp.exec(line);
      if (!match) return { text: line };
      return { text: line.slice(match[0].length), at: Date.parse(match[1] ?? '') };
    });
