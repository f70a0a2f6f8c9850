import { fixOf, reduceFixes } from './fix-state.ts';
import { mend } from './mended.ts';
import { isSecret } from './probe.ts';
import type { Event, EventOf, Fact, Run, State, TargetInfo, TargetState } from './session.ts';

/** The fold. It needs no flow: branches are in the log. Total on any order of events. */
export const reduce = (state: State, event: Event): State => {
  switch (event.type) {
    case 'session.started':
      return {
        ...state,
        id: event.id,
        command: event.command,
        startedAt: event.at,
        targets: Object.fromEntries(event.targets.map((info) => [info.id, newTarget(info)])),
      };
    case 'session.ended':
      return { ...state, endedAt: event.at };
    case 'target.connected':
    case 'target.lost':
      return relink(state, event);
    case 'overview.read': {
      const { overview, at: overviewAt, ms: overviewMs } = event;
      if (own(state.targets, event.target)?.epoch !== event.epoch) return state;
      const answeredAt = overviewAt;
      return onTarget(state, event.target, { overview, overviewAt, overviewMs, answeredAt });
    }
    case 'exchanged': {
      const { type: _, at: answeredAt, run: ___, ...exchange } = event;
      const exchanges = { ...state.exchanges, [event.key]: exchange };
      const target = own(state.targets, event.target);
      if (!target) return { ...state, exchanges };
      const roundTrips = Math.max(target.roundTrips, event.trip);
      return {
        ...onTarget(state, event.target, { roundTrips, answeredAt }),
        exchanges,
        roundTrips: state.roundTrips + roundTrips - target.roundTrips,
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
    case 'revert.armed':
    case 'fix.confirmed':
    case 'revert.left':
    case 'lock.wanted':
    case 'lock.taken':
    case 'lock.left':
    case 'action.undone': {
      const runs = mend(state.runs, event);
      return { ...state, runs, fixes: reduceFixes(state.fixes, event.run, event) };
    }
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

export const newTarget = (info: TargetInfo): TargetState => ({
  ...info,
  ...{ epoch: 0, link: 'unknown', detail: '', roundTrips: 0 },
});

/** What is known of a target stays known while its link is away: it has an age. */
const relink = (state: State, event: EventOf<'target.connected' | 'target.lost'>): State => {
  const target = own(state.targets, event.target);
  if (!target) return state;
  const { linkAt, trying: _, refusal: __, ...rest } = target;
  const link = event.type === 'target.lost' ? 'lost' : 'connected';
  const made: TargetState = {
    ...rest,
    ...{ link, detail: event.detail, answeredAt: event.at },
    // While it is tried again and again, the link is away since the first time.
    linkAt: link === target.link ? (linkAt ?? event.at) : event.at,
    ...(event.type === 'target.lost' &&
      (event.trying ? { trying: true } : { refusal: event.kind ?? 'unreachable' })),
    ...(event.type === 'target.connected' &&
      event.warning !== undefined && {
        warnings: [...new Set([...(target.warnings ?? []), event.warning])],
      }),
  };
  return { ...state, targets: { ...state.targets, [event.target]: made } };
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
const startEpoch = (state: State, event: EventOf<'epoch.started'>): State => {
  const { target, epoch, because } = event;
  const known = own(state.targets, target);
  if (!known) return state;
  const { overview: _, ...rest } = known;
  const runs = Object.entries(state.runs).map(([id, run]): [string, Run] => {
    if (run.target !== target) return [id, run];
    // What a fix is there for stays in sight until somebody looks again.
    if (because === 'changed' && fixOf(state.fixes, id)) return [id, { ...run, epoch }];
    const dropped = withoutEnd(run);
    return [
      id,
      {
        ...{ ...dropped, epoch, facts: {}, flying: {}, path: [], detected: {}, before: run.facts },
        ...(event.because === 'resumed' && { inputs: withoutSecrets(run.inputs) }),
      },
    ];
  });
  const { endedAt: __, ...open } = state;
  return {
    ...open,
    targets: { ...state.targets, [target]: { ...rest, epoch } },
    runs: Object.fromEntries(runs),
  };
};

/** A resumed session begins with an empty vault: what stood for a secret stands for nothing. */
const withoutSecrets = (inputs: Run['inputs']): Run['inputs'] =>
  Object.fromEntries(Object.entries(inputs).filter(([, { value }]) => !isSecret(value)));

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
        facts: { ...run.facts, [event.step]: { ...fact, answeredAt: event.at } satisfies Fact },
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
