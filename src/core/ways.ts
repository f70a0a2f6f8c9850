import { outcomeWords, placeholders, rowWords } from './condition-words.ts';
import type { Flow } from './flow.ts';
import { edgesOf, startOf, stepOf, type Edge } from './walk.ts';

/** When an edge is taken, in words. */
export const edgeWords = ({ edge, row }: Edge): string =>
  edge.startsWith('found.')
    ? rowWords(row)
    : `${outcomeWords(edge)}${row.because === undefined ? '' : `: ${placeholders(row.because)}`}`;

/** Trees are small, but not bounded by the format: a leaf's ways are counted up to here. */
const mostWays = 200;

/** The ways that lead to a leaf, shortest first. */
export const waysTo = (flow: Flow, leaf: string): readonly (readonly Edge[])[] => {
  const ways: (readonly Edge[])[] = [];
  const visit = (at: string, before: readonly Edge[]): void => {
    if (at === leaf) ways.push(before);
    const step = stepOf(flow, at);
    if (!step || ways.length >= mostWays) return;
    for (const edge of edgesOf(at, step)) {
      if (!before.some(({ step: earlier }) => earlier === edge.row.go)) {
        visit(edge.row.go, [...before, edge]);
      }
    }
  };
  visit(startOf(flow), []);
  return ways.toSorted((a, b) => a.length - b.length);
};
