import type { Condition, Flow, Row } from './flow.ts';
import { edgesOf, startOf, stepOf, type Edge } from './walk.ts';

/** What holds wherever a place of the tree is come to, whichever way. */
export type Known = {
  /** Steps that lie on every path here. */
  readonly passed: ReadonlySet<string>;
  /** Steps that every path here left by `found`, and the fields their rows proved: `app-url.host`. */
  readonly found: ReadonlySet<string>;
  /** Steps that lie on some path here. */
  readonly possible: ReadonlySet<string>;
};

const nothing: Known = { passed: new Set(), found: new Set(), possible: new Set() };

/** Places that can be come to, each before those that it leads to; undefined if the tree has a cycle. */
export const inOrder = (flow: Flow): readonly string[] | undefined => {
  const order: string[] = [];
  const open = new Set<string>();
  const visit = (place: string): boolean => {
    if (open.has(place)) return false;
    if (order.includes(place)) return true;
    open.add(place);
    const step = stepOf(flow, place);
    const fine = !step || edgesOf(place, step).every(({ row }) => visit(row.go));
    open.delete(place);
    order.unshift(place);
    return fine;
  };
  return visit(startOf(flow)) ? order : undefined;
};

/** A condition that is not `exists: false` holds only where its field is present. */
const provesPresence = (condition: Condition): boolean =>
  !(typeof condition === 'object' && 'exists' in condition && !condition.exists);

/** Fields of its own step that a row proves, with what they lie in: `app-url.url.host`, `app-url.url`. */
export const provenBy = (step: string, { when }: Pick<Row, 'when'>): readonly string[] =>
  Object.entries(when ?? {}).flatMap(([path, condition]) => {
    if (!provesPresence(condition)) return [];
    const keys = path.split('.');
    return keys.map((_, index) => [step, ...keys.slice(0, index + 1)].join('.'));
  });

const along = ({ step, edge, row }: Edge, { passed, found, possible }: Known): Known => ({
  passed: new Set([...passed, step]),
  found: edge.startsWith('found.') ? new Set([...found, step, ...provenBy(step, row)]) : found,
  possible: new Set([...possible, step]),
});

const merged = (a: Known | undefined, b: Known): Known =>
  a === undefined
    ? b
    : {
        passed: a.passed.intersection(b.passed),
        found: a.found.intersection(b.found),
        possible: a.possible.union(b.possible),
      };

/** For every place that can be come to: what is known there. */
export const knownAt = (flow: Flow): ReadonlyMap<string, Known> | undefined => {
  const order = inOrder(flow);
  if (!order) return undefined;
  const known = new Map<string, Known>([[startOf(flow), nothing]]);
  for (const place of order) {
    const step = stepOf(flow, place);
    if (!step) continue;
    const here = known.get(place) ?? nothing;
    for (const edge of edgesOf(place, step)) {
      known.set(edge.row.go, merged(known.get(edge.row.go), along(edge, here)));
    }
  }
  return known;
};
