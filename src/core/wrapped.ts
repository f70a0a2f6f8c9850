/** Lines that a terminal broke at its last column when they were copied. */
export type Rejoined = { readonly text: string; readonly pieces: readonly string[] };

/** Narrower columns are no terminals, and lines of one length by chance are common there. */
const narrowest = 40;
/** Of one line; more rows than any screen has of it are no line that was broken. */
const mostPieces = 60;

/**
 * By the place of their first piece. A broken line fills its row, so the longest lines of a text,
 * and those of 80 cells, may go on in the next. May: nothing is put in place of what stands there.
 */
export const rejoined = (lines: readonly string[]): ReadonlyMap<number, Rejoined> => {
  const widest = lines.reduce((most, { length }) => Math.max(most, length), 0);
  const isFull = (line: string | undefined): boolean =>
    line !== undefined &&
    line.length >= narrowest &&
    (line.length === widest || line.length === 80);
  const found = new Map<number, Rejoined>();
  for (let from = 0; from < lines.length; from += 1) {
    if (!isFull(lines[from])) continue;
    let to = from + 1;
    while (to - from < mostPieces && isFull(lines[to])) to += 1;
    const pieces = lines.slice(from, to + 1);
    if (pieces.length > 1) found.set(from, { text: pieces.join(''), pieces });
    from = to;
  }
  return found;
};
