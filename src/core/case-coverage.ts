import type { Flow } from './flow.ts';
import type { Run } from './session.ts';
import { allEdges } from './walk.ts';

/** What the cases of a flow walk, and what none of them does. */
export type Coverage = {
  readonly leaves: readonly Walked[];
  /** Every edge that is written in the file; the blind defaults are not. */
  readonly edges: readonly Walked[];
};

/** A leaf or an edge (`login found[1] → works-now`), and the cases that come by. */
export type Walked = {
  readonly name: string;
  /** A place in the file: `['steps', 'login']`. */
  readonly at: readonly string[];
  readonly cases: readonly string[];
};

export type Walk = { readonly name: string; readonly run: Run };

export const coverageOf = (flow: Flow, walks: readonly Walk[]): Coverage => {
  const edges = walks.map(({ name, run }) => ({ name, edges: edgesWalked(run) }));
  return {
    leaves: Object.keys(flow.diagnoses).map((id) => ({
      name: id,
      at: ['diagnoses', id],
      cases: walks.filter(({ run }) => leafOf(run) === id).map(({ name }) => name),
    })),
    edges: allEdges(flow).map(({ step, edge, row }) => ({
      name: `${step} ${edge.replace(/\.(\d+)$/, '[$1]')} → ${row.go}`,
      at: ['steps', step],
      cases: edges.filter((walk) => walk.edges.has(`${step}/${edge}`)).map(({ name }) => name),
    })),
  };
};

/** A leaf that was come to blindly has been walked, even if it may not be said. */
const leafOf = ({ ended, path }: Run): string | undefined => ended?.diagnosis ?? path.at(-1)?.go;

/** `login/found.1` for each branch taken: the first row that its result does not refute. */
export const edgesWalked = ({ path }: Run): ReadonlySet<string> =>
  new Set(
    path.map(({ step, outcome, refuted }) => {
      if (outcome !== 'found') return `${step}/${outcome}`;
      const gone = new Set(refuted.map(({ edge }) => edge));
      let index = 0;
      while (gone.has(`found.${index}`)) index++;
      return `${step}/found.${index}`;
    }),
  );
