import { decide, endOf } from './decide.ts';
import type { Flow, Step } from './flow.ts';
import { inputState, scopeOf, type InputState } from './inputs.ts';
import type { Branch, Ended, Run } from './session.ts';
import { fill, references } from './template.ts';
import { reachable, stepAfter, stepOf } from './walk.ts';

/** What must happen now. The only place that knows the order of things. */
export type Effect =
  | Exclude<InputState, { readonly do: 'known' }>
  | { readonly do: 'probe'; readonly asked: Asked }
  | { readonly do: 'wait'; readonly step: string }
  | { readonly do: 'branch'; readonly branch: Branch }
  | { readonly do: 'end'; readonly ended: Ended }
  | { readonly do: 'stop' };

/** A step with its arguments filled in: names a probe, or a flow. */
export type Asked = {
  readonly step: string;
  readonly probe?: string;
  readonly flow?: string;
  readonly args: Readonly<Record<string, unknown>>;
};

export const next = (flow: Flow, run: Run): Effect => {
  if (run.ended) return { do: 'stop' };
  const at = stepAfter(flow, run.path);
  const step = stepOf(flow, at);
  if (!step) return { do: 'end', ended: endOf(flow, run, at) };
  const fact = run.facts[at];
  if (fact) return { do: 'branch', branch: decide(flow, run, at, fact.result) };
  if (run.flying[at]) return { do: 'wait', step: at };
  for (const name of inputsOf(flow, step)) {
    const input = inputState(flow, run, name);
    if (input.do !== 'known') return input;
  }
  return { do: 'probe', asked: askedOf(flow, run, at, step) };
};

/** Inputs that a step's arguments refer to, in the order of reading. */
const inputsOf = (flow: Flow, step: Step): readonly string[] => [
  ...new Set(
    references(step.with)
      .map(({ head }) => head)
      .filter((head) => Object.hasOwn(flow.inputs, head)),
  ),
];

const askedOf = (flow: Flow, run: Run, id: string, step: Step): Asked => ({
  step: id,
  ...(step.probe !== undefined && { probe: step.probe }),
  ...(step.flow !== undefined && { flow: step.flow }),
  args: fill(step.with, scopeOf(flow, run)) as Readonly<Record<string, unknown>>,
});

/**
 * Steps that may be asked ahead of need, beside the one that `next` names: their probe allows it,
 * their arguments are known, and no refuted edge cuts them off. Changes when a fact is asked,
 * never which branch is taken.
 */
export const ready = (
  flow: Flow,
  run: Run,
  mayRunAhead: (probe: string) => boolean,
): readonly Asked[] => {
  const at = stepAfter(flow, run.path);
  if (run.ended || !stepOf(flow, at)) return [];
  const ahead = reachable(flow, at, () => true);
  const walked = new Set(run.path.map(({ step }) => step));
  return Object.entries(flow.steps)
    .filter(([id, step]) => {
      if (id === at || !ahead.has(id) || run.facts[id] || run.flying[id]) return false;
      if (step.probe === undefined || !mayRunAhead(step.probe)) return false;
      // A step yet to be walked may still give this argument its value.
      return references(step.with).every(({ head }) =>
        Object.hasOwn(flow.inputs, head)
          ? inputState(flow, run, head).do === 'known'
          : walked.has(head) || !ahead.has(head),
      );
    })
    .map(([id, step]) => askedOf(flow, run, id, step));
};
