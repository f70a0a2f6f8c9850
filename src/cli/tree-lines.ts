import { placeholders } from '../core/condition-words.ts';
import type { Flow } from '../core/flow.ts';
import { edgesOf, stepOf } from '../core/walk.ts';
import { edgeWords, waysTo } from '../core/ways.ts';
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

/** The shortest way to a leaf, and how many others there are. */
export const wayLines = (flow: Flow, leaf: string, columns: number): readonly string[] => {
  const [shortest, ...others] = waysTo(flow, leaf);
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
