import MiniSearch from 'minisearch';
import { placeholders, signatureWords } from './condition-words.ts';
import type { Flow } from './flow.ts';

/** A flow whose words come near; never a claim that it fits. */
export type Near = { readonly flow: string; readonly title: string };

/** The flows that are nearest to a text, best first. */
export type Nearest = (text: string) => readonly Near[];

type Entry = { readonly id: number; readonly flow: string; readonly folded: string };

/**
 * The catalogue by what its texts look like: three letters at a time, so that a slip spoils three of
 * them and no more, a blank too many or too few likewise. Made once, asked in a millisecond or two.
 */
export const nearestOf = (flows: readonly Flow[], most = 3): Nearest => {
  const texts = flows.flatMap(textsOf).map((text, id) => ({ ...text, id }));
  const lengths = texts.map(({ folded }) => new Set(trigrams(folded)).size);
  const titles = new Map(flows.map(({ id, title }) => [id, title]));
  const rarity = rarityIn(texts.map(({ folded }) => folded));
  const index = new MiniSearch<Entry & Text>({
    fields: ['folded'],
    storeFields: ['flow', 'isPrinted'],
    tokenize: trigrams,
    processTerm: (term) => term,
    searchOptions: {
      bm25: { k: 1.2, b: 0.4, d: 0.1 },
      // A name of an error code is short, and nothing else has its letters.
      boostTerm: rarity,
      // What a program printed was more likely typed than what we say about it.
      boostDocument: (_, __, stored) => (stored?.['isPrinted'] === true ? 1.5 : 1),
    },
  });
  index.addAll(texts);
  return (text) => {
    const query = folded(text.slice(0, longestQuery));
    const asked = new Set(trigrams(query)).size;
    const found = new Map<string, Near>();
    const all = index.search(query);
    for (const { id, flow, terms, score } of all) {
      const inQuery = terms.length / asked;
      const inText = terms.length / (lengths[Number(id)] ?? 1);
      const isNear = inQuery + inText >= leastOf(query) && score * 2 >= (all[0]?.score ?? 0);
      // Where the best is not near, a shorter text that happens to be is near by chance.
      if (!isNear && found.size === 0) break;
      const name = String(flow);
      if (isNear && !found.has(name)) {
        found.set(name, { flow: name, title: titles.get(name) ?? name });
      }
      if (found.size === most) break;
    }
    return [...found.values()];
  };
};

/** The fewer texts have three letters, the more they tell. */
const rarityIn = (texts: readonly string[]): ((letters: string) => number) => {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const letters of new Set(trigrams(text))) {
      counts.set(letters, (counts.get(letters) ?? 0) + 1);
    }
  }
  return (letters) => Math.log(1 + texts.length / (counts.get(letters) ?? texts.length));
};

/** Search costs by the letter; what an error is about stands in its first words. */
const longestQuery = 1000;

/** Shares of both texts that are alike, together: few words are a search, more must resemble more. */
const leastOf = (query: string): number => (query.split(' ').length < 8 ? 0.36 : 0.6);

type Text = { readonly flow: string; readonly folded: string; readonly isPrinted: boolean };

const textsOf = (flow: Flow): readonly Text[] => {
  const said = [flow.id, flow.title, ...Object.values(flow.diagnoses).map(({ title }) => title)];
  const as = (isPrinted: boolean) => (text: string) => ({
    ...{ flow: flow.id, isPrinted, folded: folded(placeholders(text)) },
  });
  return [...said.map(as(false)), ...flow.signatures.map(signatureWords).map(as(true))];
};

/** As a person reads it: 1, l, I and | look alike, so do O and 0; quotes and signs are left out. */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[1i|]/g, 'l')
    .replaceAll('0', 'o')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const trigrams = (text: string): string[] => {
  const padded = ` ${text} `;
  return Array.from({ length: Math.max(0, padded.length - 2) }, (_, at) =>
    padded.slice(at, at + 3),
  );
};
