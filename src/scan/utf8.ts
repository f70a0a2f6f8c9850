/** Text piece by piece, as UTF-8: Windows tools write UTF-16, and say so with their first two bytes. */
export type Recoding = {
  /** The same text; the bytes may be those that were given. */
  piece(bytes: Uint8Array): Uint8Array;
  /** What a cut-off character leaves. */
  end(): Uint8Array;
};

const none = new Uint8Array();

export const recoding = (): Recoding => {
  let begun: Recoding | undefined;
  let first: Uint8Array = none;
  return {
    piece: (bytes) => {
      if (begun) return begun.piece(bytes);
      first = first.length === 0 ? bytes : Buffer.concat([first, bytes]);
      if (first.length < 2) {
        // The caller fills its buffer anew.
        first = first.slice();
        return none;
      }
      begun = of(first);
      return begun.piece(first);
    },
    end: () => begun?.end() ?? first,
  };
};

const of = ([a, b]: Uint8Array): Recoding => {
  if (a === 0xff && b === 0xfe) return decoded('utf-16le');
  if (a === 0xfe && b === 0xff) return decoded('utf-16be');
  return { piece: (bytes) => bytes, end: () => none };
};

const decoded = (encoding: 'utf-16le' | 'utf-16be'): Recoding => {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  return {
    piece: (bytes) => encoder.encode(decoder.decode(bytes, { stream: true })),
    end: () => encoder.encode(decoder.decode()),
  };
};
