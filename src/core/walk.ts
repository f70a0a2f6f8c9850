import { blindOutcomes, isBlind } from './outcome.ts';
import type { Flow, Row, Step } from './flow.ts';
import type { Branch } from './session.ts';

/** The tree as a graph: steps, and the edges out of them. */

export type Edge = {
  readonly step: string;
  /** Place of the edge within its step: `found.0`, `not-found`, `permission`. */
  readonly edge: string;
  readonly row: Row;
};

export const startOf = (flow: Flow): string => Object.keys(flow.steps)[0] ?? '';

/** Where a path has come to: a step, a diagnosis or `inconclusive`. */
export const stepAfter = (flow: Flow, path: readonly Branch[]): string =>
  path.at(-1)?.go ?? startOf(flow);

export const stepOf = (flow: Flow, id: string): Step | undefined =>
  Object.hasOwn(flow.steps, id) ? flow.steps[id] : undefined;

export const edgesOf = (id: string, step: Step): readonly Edge[] => {
  const edges: Edge[] = step.found.map((row, index) => ({ step: id, edge: `found.${index}`, row }));
  for (const outcome of ['not-found', ...blindOutcomes] as const) {
    const row = step[outcome];
    if (row) edges.push({ step: id, edge: outcome, row });
  }
  return edges;
};

export const allEdges = (flow: Flow): readonly Edge[] =>
  Object.entries(flow.steps).flatMap(([id, step]) => edgesOf(id, step));

/** Everything that can still be come to from `from`, over the edges that `open` lets pass. */
export const reachable = (
  flow: Flow,
  from: string,
  open: (edge: Edge) => boolean,
): ReadonlySet<string> => {
  const seen = new Set([from]);
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = stepOf(flow, id);
    if (!step) continue;
    for (const edge of edgesOf(id, step)) {
      if (!open(edge) || seen.has(edge.row.go)) continue;
      seen.add(edge.row.go);
      queue.push(edge.row.go);
    }
  }
  return seen;
};

/** Steps of the path that could not see, and that no later row made unnecessary. */
export const unseen = (path: readonly Branch[]): readonly Branch[] => {
  const lifted = new Set(path.flatMap(({ despite }) => despite ?? []));
  return path.filter(({ outcome, step }) => isBlind(outcome) && !lifted.has(step));
};
