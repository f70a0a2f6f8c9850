/**
 * Many literals in one pass over bytes (Wu-Manber): the last three bytes of a window say how far
 * the next literal can begin at the earliest, and most of the text is never looked at.
 * Bytes are folded to five bits, which makes both cases of a letter one.
 */
export type SkipTable = {
  /** Bytes of each literal that are compared. */
  readonly window: number;
  /** Folded trigram to the bytes that may be skipped; 0: a literal may end here. */
  readonly shift: Uint8Array;
  /** Folded trigram to the literals whose window ends in it. */
  readonly endings: ReadonlyMap<number, readonly Ending[]>;
};

type Ending = { readonly literal: number; readonly folded: Uint8Array };

/** Longer windows skip further; literals are at least this long, by guardOf's promise. */
const longestWindow = 24;

export const fold = (byte: number): number => byte & 31;

export const skipTable = (literals: readonly string[]): SkipTable => {
  const window = Math.min(longestWindow, ...literals.map(({ length }) => length));
  const shift = new Uint8Array(32 * 32 * 32).fill(Math.max(1, window - 2));
  const endings = new Map<number, Ending[]>();
  literals.forEach((text, literal) => {
    const folded = windowOf(Uint8Array.from(new TextEncoder().encode(text), fold), window);
    for (let end = 2; end < window; end += 1) {
      const trigram = trigramAt(folded, end);
      shift[trigram] = Math.min(shift[trigram] ?? 0, window - 1 - end);
    }
    const last = trigramAt(folded, window - 1);
    endings.set(last, [...(endings.get(last) ?? []), { literal, folded }]);
  });
  return { window, shift, endings };
};

const trigramAt = (folded: Uint8Array, end: number): number =>
  ((folded[end - 2] ?? 0) << 10) | ((folded[end - 1] ?? 0) << 5) | (folded[end] ?? 0);

/** How often a folded byte is met in logs, roughly, in thousandths: digits share with letters. */
const commonness = [
  90, 60, 20, 35, 35, 80, 18, 18, 30, 55, 6, 10, 40, 45, 55, 65, 60, 45, 70, 70, 70, 45, 25, 25, 20,
  25, 40, 15, 12, 20, 25, 10,
];

/** The part of a literal whose end is rarest: the rarer, the fewer false stops. */
const windowOf = (folded: Uint8Array, window: number): Uint8Array => {
  let best = 0;
  let least = Infinity;
  for (let from = 0; from + window <= folded.length; from += 1) {
    const end = from + window;
    const [a = 0, b = 0, c = 0] = folded.subarray(end - 3, end);
    const often = (commonness[a] ?? 1) * (commonness[b] ?? 1) * (commonness[c] ?? 1);
    if (often < least) [best, least] = [from, often];
  }
  return folded.subarray(best, best + window);
};

/** Where the next window ends that may be a literal's, at `from` or later; `to` if none does. */
export const nextStop = (table: SkipTable, bytes: Uint8Array, from: number, to: number): number => {
  const { shift } = table;
  let at = from;
  while (at < to) {
    // Indices are within the array; `?? 0` would cost a tenth of the speed.
    const trigram =
      (((bytes[at - 2] as number) & 31) << 10) |
      (((bytes[at - 1] as number) & 31) << 5) |
      ((bytes[at] as number) & 31);
    const skip = shift[trigram] as number;
    if (skip === 0) return at;
    at += skip;
  }
  return at;
};

/** The literals whose window ends at this byte. */
export const literalsAt = (
  { window, endings }: SkipTable,
  bytes: Uint8Array,
  at: number,
): readonly number[] => {
  const trigram = trigramAt(
    Uint8Array.of(fold(bytes[at - 2] ?? 0), fold(bytes[at - 1] ?? 0), fold(bytes[at] ?? 0)),
    2,
  );
  const from = at - window + 1;
  if (from < 0) return [];
  return (endings.get(trigram) ?? [])
    .filter(({ folded }) => folded.every((byte, index) => byte === fold(bytes[from + index] ?? 0)))
    .map(({ literal }) => literal);
};
