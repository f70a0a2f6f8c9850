import { fixOf, reduceFixes } from './fix-state.ts';
import type { Event, EventOf, Fact, Run, State, TargetState } from './session.ts';

/** The fold. It needs no flow: branches are in the log. Total on any order of events. */
export const reduce = (state: State, event: Event): State => {
  switch (event.type) {
    case 'session.started':
      return {
        ...state,
        id: event.id,
        command: event.command,
        startedAt: event.at,
        targets: Object.fromEntries(
          event.targets.map((info) => [
            info.id,
            { ...info, epoch: 0, link: 'unknown', detail: '' } satisfies TargetState,
          ]),
        ),
      };
    case 'session.ended':
      return { ...state, endedAt: event.at };
    case 'target.connected':
      return onTarget(state, event.target, { link: 'connected', detail: event.detail });
    case 'target.lost':
      return onTarget(state, event.target, { link: 'lost', detail: event.detail });
    case 'overview.read': {
      const { overview, at: overviewAt, ms: overviewMs } = event;
      if (own(state.targets, event.target)?.epoch !== event.epoch) return state;
      return onTarget(state, event.target, { overview, overviewAt, overviewMs });
    }
    case 'exchanged': {
      const { type: _, at: __, run: ___, ...exchange } = event;
      return {
        ...state,
        exchanges: { ...state.exchanges, [event.key]: exchange },
        roundTrips: Math.max(state.roundTrips, event.trip),
      };
    }
    case 'epoch.started':
      return startEpoch(state, event);
    case 'run.started':
      return { ...state, runs: { ...state.runs, [event.run]: startRun(state, event) } };
    case 'fix.chosen':
    case 'fix.wanted':
    case 'fix.previewed':
    case 'fix.decided':
    case 'fix.stopped':
    case 'fix.carried-out':
    case 'fix.verified':
    case 'fix.undone':
    case 'action.started':
    case 'action.finished':
    case 'action.undone':
      return { ...state, fixes: reduceFixes(state.fixes, event.run, event) };
    case 'input.detected':
    case 'input.answered':
    case 'probe.started':
    case 'probe.finished':
    case 'step.stopped':
    case 'step.retried':
    case 'branch.taken':
    case 'run.ended': {
      const run = own(state.runs, event.run);
      if (!run) return state;
      return { ...state, runs: { ...state.runs, [event.run]: reduceRun(run, event) } };
    }
  }
};

const onTarget = (state: State, id: string, change: Partial<TargetState>): State => {
  const target = own(state.targets, id);
  if (!target) return state;
  return { ...state, targets: { ...state.targets, [id]: { ...target, ...change } } };
};

const startRun = (state: State, event: EventOf<'run.started'>): Run => ({
  id: event.run,
  target: event.target,
  flow: event.flow,
  flowHash: event.flowHash,
  startedAt: event.at,
  ...(event.subject && { subject: event.subject }),
  ...(event.from && { from: event.from }),
  inputs: Object.fromEntries(
    Object.entries(event.subject?.fields ?? {}).map(([name, value]) => [
      name,
      { value, by: 'subject' as const },
    ]),
  ),
  detected: {},
  epoch: own(state.targets, event.target)?.epoch ?? 0,
  flying: {},
  facts: {},
  path: [],
});

const withoutEnd = ({ ended: _, ...run }: Run): Run => run;

/** Facts and paths of that target are dropped: they are asked again, or shown dimmed as `before`. */
const startEpoch = (state: State, { target, epoch, because }: EventOf<'epoch.started'>): State => {
  const { overview: _, ...rest } = own(state.targets, target) ?? {};
  const runs = Object.entries(state.runs).map(([id, run]): [string, Run] => {
    if (run.target !== target) return [id, run];
    // What a fix is there for stays in sight until somebody looks again.
    if (because === 'changed' && fixOf(state.fixes, id)) return [id, { ...run, epoch }];
    const dropped = withoutEnd(run);
    return [
      id,
      { ...dropped, epoch, facts: {}, flying: {}, path: [], detected: {}, before: run.facts },
    ];
  });
  return {
    ...state,
    targets: { ...state.targets, [target]: { ...rest, epoch } as TargetState },
    runs: Object.fromEntries(runs),
  };
};

type RunEvent = EventOf<
  | 'input.detected'
  | 'input.answered'
  | 'probe.started'
  | 'probe.finished'
  | 'step.stopped'
  | 'step.retried'
  | 'branch.taken'
  | 'run.ended'
>;

/** A log may come from anywhere, and its names be those of what every object inherits. */
const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const omit = <Value>(record: Readonly<Record<string, Value>>, key: string) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

/** What was found after a step may rest on it: only what came before stays. */
const retry = (run: Run, step: string): Run => {
  const at = run.path.findIndex((taken) => taken.step === step);
  if (at < 0) return { ...withoutEnd(run), facts: omit(run.facts, step) };
  const path = run.path.slice(0, at);
  const facts = Object.fromEntries(
    path.flatMap((taken) => {
      const fact = run.facts[taken.step];
      return fact ? [[taken.step, fact] as const] : [];
    }),
  );
  return { ...withoutEnd(run), facts, path };
};

const reduceRun = (run: Run, event: RunEvent): Run => {
  switch (event.type) {
    case 'input.detected': {
      const { name, candidates, blind } = event;
      const detection = { candidates, ...(blind !== undefined && { blind }) };
      return { ...run, detected: { ...run.detected, [name]: detection } };
    }
    case 'input.answered': {
      const answer = { value: event.value, by: event.by };
      const inputs = { ...run.inputs, [event.name]: answer };
      // A changed input restarts its own run: what was found rested on the old one.
      const changed = run.path.length > 0 && event.by === 'operator';
      if (!changed) return { ...run, inputs };
      return { ...withoutEnd(run), inputs, facts: {}, flying: {}, path: [], before: run.facts };
    }
    case 'probe.started':
      if (event.epoch !== run.epoch) return run;
      return { ...run, flying: { ...run.flying, [event.step]: true } };
    case 'probe.finished': {
      // An answer of an older epoch is in the log, and nothing may rest on it.
      if (event.epoch !== run.epoch) return run;
      const { type: _, at: __, run: ___, ...fact } = event;
      return {
        ...run,
        flying: omit(run.flying, event.step),
        facts: { ...run.facts, [event.step]: fact satisfies Fact },
      };
    }
    case 'step.stopped':
      return run;
    case 'step.retried':
      return retry(run, event.step);
    case 'branch.taken': {
      const { type: _, at: __, run: ___, ...branch } = event;
      return { ...run, path: [...run.path, branch] };
    }
    case 'run.ended':
      return {
        ...run,
        ended: {
          reason: event.reason,
          diagnosis: event.diagnosis,
          confidence: event.confidence,
          ...(event.open !== undefined && { open: event.open }),
          ...(event.hidden && { hidden: event.hidden }),
        },
      };
  }
};
