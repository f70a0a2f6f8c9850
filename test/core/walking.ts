import { decide } from '../../src/core/decide.ts';
import { next } from '../../src/core/engine.ts';
import type { Flow } from '../../src/core/flow.ts';
import { found, notFound, type Failure, type ProbeResult } from '../../src/core/outcome.ts';
import { reduce } from '../../src/core/reduce.ts';
import { emptyState, type Event, type Run } from '../../src/core/session.ts';

const at = '2026-01-01T00:00:00.000Z';

/** An event of the run `r`, as it stands in a log. */
export const event = (given: { readonly type: Event['type'] } & Record<string, unknown>): Event =>
  ({ at, run: 'r', ...given }) as Event;

export const started = (flow: string): readonly Event[] => [
  event({
    type: 'session.started',
    run: '',
    version: 1,
    id: 's',
    command: 'run',
    targets: [{ id: 't', label: 'here', kind: 'local' }],
  }),
  event({ type: 'run.started', target: 't', flow, flowHash: 'h' }),
];

export const answered = (name: string, value: unknown, by = 'flag'): Event =>
  event({ type: 'input.answered', name, value, by });

export const finished = (step: string, result: ProbeResult, epoch = 0): Event =>
  event({ type: 'probe.finished', step, epoch, probe: 'p', args: {}, result, used: [], ms: 1 });

export const runOf = (...events: readonly Event[]): Run => {
  const run = events.reduce(reduce, emptyState).runs['r'];
  if (!run) throw new Error('the run did not start');
  return run;
};

export const blind = (
  outcome: Exclude<Failure['outcome'], 'not-found'> = 'permission',
): Failure => ({
  outcome,
  subject: 'the house',
  detail: 'EACCES',
});

export const missing = (detail = 'no such house'): Failure => notFound('the house', detail);

/** Walks a flow from its start over results by step; stops where it has none. */
export const walk = (
  flow: Flow,
  results: Readonly<Record<string, ProbeResult>>,
  ...before: readonly Event[]
): Run => {
  const events: Event[] = [...started(flow.id), ...before];
  for (;;) {
    const run = runOf(...events);
    const effect = next(flow, run);
    if (effect.do === 'branch') {
      events.push(event({ type: 'branch.taken', ...effect.branch }));
    } else if (effect.do === 'end') {
      events.push(event({ type: 'run.ended', ...effect.ended }));
    } else if (effect.do === 'probe' && results[effect.asked.step]) {
      events.push(finished(effect.asked.step, results[effect.asked.step] as ProbeResult));
    } else return run;
  }
};

export { decide, found };
