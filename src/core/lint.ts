import type { AnyAction } from './action.ts';
import type { Flow } from './flow.ts';
import { lintArguments } from './lint-arguments.ts';
import { lintFixes } from './lint-fixes.ts';
import { lintGraph } from './lint-graph.ts';
import { lintInputs } from './lint-inputs.ts';
import { lintLeaves } from './lint-leaves.ts';
import { lintReferences } from './lint-references.ts';
import { lintRows } from './lint-rows.ts';
import { lintSignatures } from './lint-signatures.ts';
import { lintTotality } from './lint-totality.ts';
import type { AnyProbe } from './probe.ts';
import { survey, type Fault, type Survey } from './survey.ts';

export type { Fault } from './survey.ts';

const families: readonly ((survey: Survey) => readonly Fault[])[] = [
  lintGraph,
  lintArguments,
  lintRows,
  lintTotality,
  lintReferences,
  lintInputs,
  lintLeaves,
  lintFixes,
  lintSignatures,
];

/** Is this flow total, reachable, acyclic, honest? Every fault with its place and its cure. */
export const lint = (
  flow: Flow,
  probes: readonly AnyProbe[],
  flows: readonly Flow[],
  {
    shipped = false,
    actions = [],
  }: { readonly shipped?: boolean; readonly actions?: readonly AnyAction[] } = {},
): readonly Fault[] => {
  const surveyed = survey(flow, probes, flows, { shipped, actions });
  return families.flatMap((family) => family(surveyed));
};
