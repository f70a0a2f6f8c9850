import type { AnyAction } from '../core/action.ts';
import type { Flow } from '../core/flow.ts';
import { lint } from '../core/lint.ts';
import type { AnyProbe } from '../core/probe.ts';
import type { Source } from './load.ts';
import { inFileOrder, type Problem } from './problem.ts';

/** Lint's faults at their places in the file. */
export const lintSource = (
  { file, flow, place }: Source,
  probes: readonly AnyProbe[],
  flows: readonly Flow[],
  options: { readonly shipped?: boolean; readonly actions?: readonly AnyAction[] } = {},
): readonly Problem[] =>
  inFileOrder(
    lint(flow, probes, flows, options).map(({ path, on, rule, message, cure }) => ({
      file,
      ...place(path, on),
      rule,
      message,
      cure,
    })),
  );
