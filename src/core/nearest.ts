import MiniSearch from 'minisearch';
import type { Flow } from './flow.ts';

/** A flow whose words come near; never a claim that it fits. */
export type Near = { readonly flow: string; readonly title: string };

type Entry = { readonly id: string; readonly title: string; readonly words: string };

/** The catalogue by words: forgives typos, finds beginnings. */
export const nearest = (flows: readonly Flow[], text: string, most = 3): readonly Near[] => {
  const index = new MiniSearch<Entry>({
    fields: ['id', 'title', 'words'],
    storeFields: ['title'],
    searchOptions: { boost: { title: 3, id: 2 }, prefix: true, fuzzy: 0.2 },
  });
  index.addAll(flows.map((flow) => ({ id: flow.id, title: flow.title, words: wordsOf(flow) })));
  return index
    .search(text.slice(0, longestQuery))
    .slice(0, most)
    .map(({ id, title }) => ({ flow: String(id), title: String(title) }));
};

/** Fuzzy search costs by the word; what an error is about stands in its first words. */
const longestQuery = 1000;

const wordsOf = (flow: Flow): string =>
  [
    flow.about,
    ...flow.signatures.map((text) => ('contains' in text ? text.contains : text.matches)),
    ...Object.values(flow.diagnoses).map(({ title }) => title),
  ].join(' ');
