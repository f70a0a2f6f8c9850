import type { Flow } from '../core/flow.ts';
import type { Session } from './session.ts';

/** Flows that are not what they were when the session was recorded. */
export type Changed = { readonly changed: readonly string[]; readonly missing: readonly string[] };

export const changedFlows = (
  runs: ReturnType<Session['getState']>['runs'],
  flows: ReadonlyMap<string, Flow>,
): Changed => {
  const named = (test: (flow: Flow | undefined, hash: string) => boolean): readonly string[] => [
    ...new Set(
      Object.values(runs)
        .filter(({ flow, flowHash }) => test(flows.get(flow), flowHash))
        .map(({ flow }) => flow),
    ),
  ];
  return {
    changed: named((flow, hash) => flow !== undefined && flow.hash !== hash),
    missing: named((flow) => flow === undefined),
  };
};

/** Runs of a flow that has changed begin anew under what it is now, with what a person answered. */
export const adoptFlows = (session: Session, flows: ReadonlyMap<string, Flow>): void => {
  for (const run of Object.values(session.getState().runs)) {
    const flow = flows.get(run.flow);
    if (!flow || run.from || flow.hash === run.flowHash) continue;
    const { id, target, subject, inputs } = run;
    session.append({
      ...{ type: 'run.started', run: id, target, flow: flow.id, flowHash: flow.hash },
      ...(subject && { subject }),
    });
    for (const [name, { value, by }] of Object.entries(inputs)) {
      const isGiven = by === 'operator' || by === 'flag' || by === 'text';
      if (!isGiven || !Object.hasOwn(flow.inputs, name)) continue;
      session.append({ type: 'input.answered', run: id, name, value, by });
    }
  }
};
