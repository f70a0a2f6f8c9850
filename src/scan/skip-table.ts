/**
 * Many literals in one pass over bytes (Wu-Manber): the last three bytes of a window say how far
 * the next literal can begin at the earliest, and most of the text is never looked at.
 * Bytes are folded to five bits, which makes both cases of a letter one.
 */
export type SkipTable = {
  /** Bytes of each literal that are compared: its window. */
  readonly window: number;
  /** Folded trigram to the bytes that may be skipped; 0: a window may end here. */
  readonly shift: Uint8Array;
  /** Folded trigram to the first literal whose window ends in it, -1 for none; then the next. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  /** The literals, folded. */
  readonly folded: readonly Uint8Array[];
  /** Where each literal's window ends within it: its last byte's place. */
  readonly ends: readonly number[];
};

/** Longer windows skip further; literals are at least this long, by guardOf's promise. */
const longestWindow = 24;
const trigrams = 32 * 32 * 32;

export const skipTable = (literals: readonly string[]): SkipTable => {
  const window = Math.min(longestWindow, ...literals.map(({ length }) => length));
  const shift = new Uint8Array(trigrams).fill(Math.max(1, window - 2));
  const first = new Int32Array(trigrams).fill(-1);
  const next = new Int32Array(literals.length).fill(-1);
  const folded = literals.map((text) => new TextEncoder().encode(text).map((byte) => byte & 31));
  const ends = folded.map((bytes, literal) => {
    const from = rarest(bytes, window);
    for (let at = 2; at < window; at += 1) {
      const trigram = trigramAt(bytes, from + at);
      shift[trigram] = Math.min(shift[trigram] ?? 0, window - 1 - at);
    }
    const last = trigramAt(bytes, from + window - 1);
    next[literal] = first[last] ?? -1;
    first[last] = literal;
    return from + window - 1;
  });
  return { window, shift, first, next, folded, ends };
};

// In the loops below indices are within the arrays by construction; `?? 0` would cost their speed.

const trigramAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at - 2] as number) & 31) << 10) |
  (((bytes[at - 1] as number) & 31) << 5) |
  ((bytes[at] as number) & 31);

/**
 * How often each folded byte is met in logs, in thousandths: counted over access logs, JSON lines
 * and database logs with times. Digits share a place with the letters from p on.
 */
const commonness = [
  95, 30, 18, 25, 30, 52, 14, 12, 14, 35, 4, 8, 24, 45, 40, 42, 72, 58, 75, 62, 62, 42, 30, 28, 30,
  24, 45, 8, 12, 14, 20, 8,
];

/** Where the window begins whose end is rarest: the rarer, the fewer false stops. */
const rarest = (folded: Uint8Array, window: number): number => {
  let best = 0;
  let least = Infinity;
  for (let from = 0; from + window <= folded.length; from += 1) {
    const [a = 0, b = 0, c = 0] = folded.subarray(from + window - 3, from + window);
    const often = (commonness[a] ?? 1) * (commonness[b] ?? 1) * (commonness[c] ?? 1);
    if (often < least) [best, least] = [from, often];
  }
  return best;
};

/** Where the next window ends that may be a literal's, at `from` or later; `to` if none does. */
export const nextStop = (
  { shift }: SkipTable,
  bytes: Uint8Array,
  from: number,
  to: number,
): number => {
  let at = from;
  while (at < to) {
    const skip = shift[trigramAt(bytes, at)] as number;
    if (skip === 0) return at;
    at += skip;
  }
  return at;
};

/** Adds the literals whose window ends at this byte, and that stand around it. */
export const literalsAt = (
  table: SkipTable,
  bytes: Uint8Array,
  at: number,
  found: number[],
): void => {
  let literal = table.first[trigramAt(bytes, at)] as number;
  for (; literal >= 0; literal = table.next[literal] as number) {
    if (stands(table, bytes, at, literal) && !found.includes(literal)) found.push(literal);
  }
};

const stands = (table: SkipTable, bytes: Uint8Array, at: number, literal: number): boolean => {
  const text = table.folded[literal] as Uint8Array;
  const end = table.ends[literal] as number;
  const from = at - end;
  // The window first, from its end: most false stops end here.
  for (let index = end; index > end - table.window; index -= 1) {
    if (((bytes[from + index] as number) & 31) !== text[index]) return false;
  }
  for (let index = 0; index < text.length; index += 1) {
    if (((bytes[from + index] as number) & 31) !== text[index]) return isColoured(bytes, at);
  }
  return true;
};

const escape = 27;
/** Colours within a literal part it; the line is judged without them. */
const isColoured = (bytes: Uint8Array, at: number): boolean =>
  bytes.subarray(Math.max(0, at - near), at + near).includes(escape);
const near = 100;
