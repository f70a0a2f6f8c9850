/** The word that was probably meant; undefined where none is near. */
export const nearestWord = (typed: string, words: readonly string[]): string | undefined => {
  const near = words
    .map((word) => ({ word, distance: distance(typed, word) }))
    .filter(({ word, distance: far }) => far <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word;
};

/** Words for a cure: the probable one, else the few there are. */
export const meant = (typed: string, words: readonly string[]): string => {
  const near = nearestWord(typed, words);
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  if (words.length === 0) return 'There is none to choose from.';
  const shown = words.slice(0, 12).map((word) => `\`${word}\``);
  return `There is ${shown.join(', ')}${words.length > 12 ? ', …' : ''}.`;
};

/** Letters to insert, drop or replace; two swapped neighbours count as one. */
const distance = (a: string, b: string): number => {
  let before: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(before, j - 2) + 1);
      }
      row.push(least);
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
};

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;
