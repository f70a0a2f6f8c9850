const newline = 10;
const every = 0x0a0a0a0a;

/** Newlines among some bytes, four bytes at a time. */
export const countNewlines = (bytes: Uint8Array, from: number, to: number): number => {
  let count = 0;
  let at = from;
  for (; at < to && (bytes.byteOffset + at) % 4 !== 0; at += 1)
    if (bytes[at] === newline) count += 1;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, Math.max(0, to - at) >> 2);
  for (let index = 0; index < words.length; index += 1) {
    const other = (words[index] as number) ^ every;
    // The high bit of each byte that is zero, exactly.
    const zero = ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f);
    count += Math.imul(zero >>> 7, 0x01010101) >>> 24;
  }
  for (at += words.length * 4; at < to; at += 1) if (bytes[at] === newline) count += 1;
  return count;
};
