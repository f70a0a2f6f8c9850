/** Counts the newlines among some bytes. */
export type CountNewlines = (from: number, to: number) => number;

const newline = 10;

/** What is used of it here; TypeScript knows its values only together with those of browsers. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    code: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** Bytes that the counting loop below can reach: WebAssembly sees its own memory only. */
export const countedBuffer = (
  least: number,
): { readonly bytes: Uint8Array; readonly count: CountNewlines } => {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(least / 65536) });
  const bytes = new Uint8Array(memory.buffer);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(loop), { '': { m: memory } });
  const inSixteens = exports['f'] as (from: number, to: number) => number;
  return {
    bytes,
    count: (from, to) => {
      const whole = from + Math.max(0, to - from - ((to - from) % 16));
      return (whole > from ? inSixteens(from, whole) : 0) + countNewlines(bytes, whole, to);
    },
  };
};

/** For bytes that lie anywhere. */
export const countNewlines = (bytes: Uint8Array, from: number, to: number): number => {
  let count = 0;
  for (let at = from; at < to; at += 1) if (bytes[at] === newline) count += 1;
  return count;
};

/**
 * Sixteen bytes at a time, ten times as fast as JavaScript; line numbers would else take as long
 * as the search itself. In words: sum += popcount(bitmask(load16(at) == 10)); at += 16; until to.
 */
const loop = Uint8Array.from(
  [
    '00 61 73 6d 01 00 00 00', // a module
    '01 07 01 60 02 7f 7f 01 7f', // one type: (i32, i32) → i32
    '02 07 01 00 01 6d 02 00 01', // imports the memory "m" of ""
    '03 02 01 00', // one function of that type
    '07 05 01 01 66 00 00', // exported as "f"
    '0a 2b 01 29 01 01 7f', // its body; one local: the sum
    '03 40', // loop
    '20 02 20 00', // sum, at
    'fd 00 00 00', // v128.load
    '41 0a fd 0f fd 23', // i32.const 10, i8x16.splat, i8x16.eq
    'fd 64 69 6a 21 02', // i8x16.bitmask, i32.popcnt, i32.add → sum
    '20 00 41 10 6a 22 00', // at + 16 → at
    '20 01 49 0d 00', // at < to: again
    '0b 20 02 0b', // end; the sum
  ]
    .join(' ')
    .split(' ')
    .map((byte) => parseInt(byte, 16)),
);
