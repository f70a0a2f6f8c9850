/**
 * The search of the first page, as the browser runs it: all entries stand in the page, and those stay
 * that hold every word; where none does, those whose letters, three at a time, are most alike.
 */
export const searchScript = `
const field = document.querySelector('input');
const said = document.querySelector('[role=status]');
const entries = [...document.querySelectorAll('[data-words]')];
const fold = (text) => text.toLowerCase().replace(/[1i|]/g, 'l').replaceAll('0', 'o')
  .replace(/[^\\p{L}\\p{N}]+/gu, ' ').trim();
const grams = (text) => new Set(Array.from({ length: text.length }, (_, at) => (' ' + text + ' ').slice(at, at + 3)));
const known = entries.map((entry) => {
  const words = fold(entry.dataset.words);
  return { entry, words, grams: grams(words) };
});
const alike = (asked, { grams }) => {
  let shared = 0;
  for (const gram of asked) if (grams.has(gram)) shared += 1;
  return shared / asked.size;
};
const search = () => {
  const text = fold(field.value);
  const words = text.split(' ').filter(Boolean);
  let found = known.filter((each) => words.every((word) => each.words.includes(word)));
  let near = false;
  if (found.length === 0) {
    const asked = grams(text);
    const best = known.map((each) => ({ ...each, share: alike(asked, each) }))
      .filter(({ share }) => share > 0.5).sort((a, b) => b.share - a.share).slice(0, 5);
    near = best.length > 0;
    found = best;
  }
  const shown = new Set(found.map(({ entry }) => entry));
  for (const { entry } of known) entry.hidden = !shown.has(entry);
  for (const group of document.querySelectorAll('[data-group]')) {
    group.hidden = !group.querySelector('[data-words]:not([hidden])');
  }
  said.textContent = words.length === 0 ? '' : near ? 'No page has these words; the nearest: ' + found.length
    : found.length === 0 ? 'No page has these words.' : found.length + ' of ' + known.length;
};
field.addEventListener('input', search);
search();
`;
