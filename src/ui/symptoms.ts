import type { Flow } from '../core/flow.ts';
import type { Flows } from './findings.ts';

/** A flow that has the words searched for, and the line of it that shows them. */
export type Symptom = { readonly flow: Flow; readonly why: string; readonly rank: number };

/** Flows whose title, signatures or diagnoses hold every word; titles first. */
export const symptoms = (flows: Flows, query: string): readonly Symptom[] => {
  const asked = query.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string): boolean => {
    const lower = text.toLowerCase();
    return asked.every((word) => lower.includes(word));
  };
  return [...flows.values()]
    .flatMap((flow): Symptom[] => {
      const texts = textsOf(flow);
      const [title = ''] = texts;
      if (asked.length === 0) return [{ flow, why: oneLine(flow.about), rank: 0 }];
      if (holds(title)) return [{ flow, why: oneLine(flow.about), rank: 0 }];
      const at = texts.findIndex(holds);
      if (at > 0) return [{ flow, why: oneLine(texts[at] ?? ''), rank: at }];
      return holds(texts.join('\n'))
        ? [{ flow, why: oneLine(flow.about), rank: texts.length }]
        : [];
    })
    .toSorted((a, b) => a.rank - b.rank || (a.flow.title < b.flow.title ? -1 : 1));
};

/** Flows that are like what was typed, and no more than that. */
export const nearest = (flows: Flows, ids: readonly string[]): readonly Symptom[] =>
  ids.flatMap((id, rank) => {
    const flow = flows.get(id);
    return flow ? [{ flow, why: 'Nearest by its words, which proves nothing.', rank }] : [];
  });

/** Title first, then what a person saw, then what may be behind it. */
const textsOf = (flow: Flow): readonly string[] => [
  flow.title,
  flow.id,
  ...flow.signatures.map((signature) =>
    'contains' in signature ? signature.contains : readable(signature.matches),
  ),
  ...Object.values(flow.diagnoses).map(({ title }) => title),
  flow.about,
];

/** An expression as words: what it says literally. */
export const readable = (source: string): string =>
  source
    .replace(/\(\?P?<(\w+)>[^)]*\)/g, '<$1>')
    .replace(/\\s[+*]?/g, ' ')
    .replace(/\(\?i\)|\\b/g, '')
    .replace(/\\(.)/g, '$1');

const oneLine = (text: string): string =>
  text
    .replace(/\{\{\s*([\w-]+)[^}]*\}\}/g, '<$1>')
    .replace(/\s+/g, ' ')
    .trim();
