import { outcomeWords, placeholders, rowWords } from '../core/condition-words.ts';
import type { Flow } from '../core/flow.ts';
import { edgesOf, startOf, stepOf, type Edge } from '../core/walk.ts';
import { hang } from './wrap.ts';

/** The tree in words: each step, and where each of its results leads. */
export const treeLines = (flow: Flow, columns: number): readonly string[] =>
  Object.entries(flow.steps).flatMap(([id, step]) => [
    ...hang(`  ${id}: `, placeholders(step.title), columns).map(plainIndent),
    ...edgesOf(id, step).flatMap((edge) =>
      hang('    · ', `${edgeWords(edge)} → ${edge.row.go}`, columns),
    ),
  ]);

const plainIndent = (line: string, index: number): string =>
  index === 0 ? line : `      ${line.trimStart()}`;

const edgeWords = ({ edge, row }: Edge): string =>
  edge.startsWith('found.')
    ? rowWords(row)
    : `${outcomeWords(edge)}${row.because === undefined ? '' : `: ${placeholders(row.because)}`}`;

/** The shortest way to a leaf, and how many others there are. */
export const wayLines = (flow: Flow, leaf: string, columns: number): readonly string[] => {
  const ways = waysTo(flow, leaf);
  const [shortest, ...others] = ways.toSorted((a, b) => a.length - b.length);
  if (!shortest) return ['  Nothing leads to it.'];
  const steps = shortest.flatMap((edge, index) => [
    ...hang(`  ${index + 1}. `, placeholders(stepOf(flow, edge.step)?.title ?? edge.step), columns),
    ...hang('     → ', edgeWords(edge), columns),
  ]);
  if (others.length === 0) return steps;
  const more = others.length === 1 ? 'One other way leads' : `${others.length} other ways lead`;
  return [
    ...steps,
    ...hang('  ', `${more} here: deploy-doctor explain ${flow.id} shows the tree.`, columns),
  ];
};

/** Trees are small, but not bounded by the format: a leaf's ways are counted up to here. */
const mostWays = 200;

const waysTo = (flow: Flow, leaf: string): readonly (readonly Edge[])[] => {
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
  return ways;
};
