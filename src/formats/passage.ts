/** A passage that stands once in a text, and what takes its place. */
export type Passage = { readonly replace: string; readonly by: string };

/**
 * What turns one text into another, in whole lines, with as much around it as it takes to stand there
 * once. A line more than differs always goes with it: a place is then seen, not a word alone.
 */
export const passageOf = (before: string, after: string): Passage | undefined => {
  if (before === after || before === '') return undefined;
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < Math.min(old.length, now.length) - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  ) {
    tail += 1;
  }
  for (let around = 1; ; around += 1) {
    const from = Math.max(0, head - around);
    const left = Math.max(0, tail - (head === 0 ? around : around - 1));
    const replace = old.slice(from, old.length - left).join('');
    const by = now.slice(from, now.length - left).join('');
    const isWhole = from === 0 && left === 0;
    if (
      replace !== '' &&
      by !== '' &&
      (isWhole || before.indexOf(replace) === before.lastIndexOf(replace))
    ) {
      return { replace, by };
    }
    if (isWhole) return undefined;
  }
};

/** Each with its end. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
