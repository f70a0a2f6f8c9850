import type { Flow } from '../core/flow.ts';
import { inputState } from '../core/inputs.ts';
import type { Run } from '../core/session.ts';
import { references } from '../core/template.ts';
import { stepAfter, stepOf } from '../core/walk.ts';

/** The input that a run waits for a person to give; undefined: it waits for nobody. */
export const askedInput = (flow: Flow, run: Run): string | undefined => {
  if (run.ended) return run.ended.open;
  const at = stepAfter(flow, run.path);
  const step = stepOf(flow, at);
  if (!step || run.facts[at] || run.flying[at]) return undefined;
  for (const { head } of references(step.with)) {
    const input = inputState(flow, run, head);
    // Until detection has answered there is nothing to choose from.
    if (input.do === 'ask') return run.detected[input.input] ? input.input : undefined;
    if (input.do !== 'known') return undefined;
  }
  return undefined;
};
