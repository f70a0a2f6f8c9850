import { next, ready, type Asked, type Effect } from '../core/engine.ts';
import type { Flow } from '../core/flow.ts';
import type { ProbeResult } from '../core/outcome.ts';
import type { AnyProbe } from '../core/probe.ts';
import type { Answered } from './link.ts';
import type { Candidate, Run, RunId } from '../core/session.ts';
import type { Session } from './session.ts';

/** What a run needs of the world; replay gives the same from a log. */
export type World = {
  readonly session: Session;
  readonly flows: ReadonlyMap<string, Flow>;
  probe(name: string): AnyProbe;
  /** Asks one probe of the run's target, for a step of it (`input:<name>` for detection). */
  ask(run: RunId, asked: Asked): Promise<Answered>;
  /** Asks ahead of need, where that saves round trips. */
  readonly ahead: boolean;
  /** Containers and such that an input without a detect probe may mean. */
  candidates(flow: Flow, run: Run, input: string): readonly Candidate[];
  /** Whether somebody can answer questions. */
  readonly interactive: boolean;
  readonly signal: AbortSignal;
};

/** One loop a run: what must happen now, done, and logged. Ends when the run has ended. */
export const walk = async (world: World, flow: Flow, id: RunId): Promise<void> => {
  for (;;) {
    const run = world.session.getState().runs[id];
    if (!run || world.signal.aborted) return;
    const effect = next(flow, run);
    if (effect.do === 'stop') return;
    await perform(world, flow, run, effect);
  }
};

const perform = async (
  world: World,
  flow: Flow,
  run: Run,
  effect: Exclude<Effect, { readonly do: 'stop' }>,
): Promise<void> => {
  const { session } = world;
  switch (effect.do) {
    case 'detect':
      return detect(world, run, effect.input, effect.probe, effect.args);
    case 'answer': {
      const { input: name, value, by } = effect;
      session.append({ type: 'input.answered', run: run.id, name, value, by });
      return;
    }
    case 'ask':
      return askPerson(world, flow, run, effect.input);
    case 'probe': {
      const early = world.ahead
        ? ready(flow, run, (probe) => world.probe(probe).ahead === true)
        : [];
      for (const asked of early) void settle(world, run, asked, true);
      return settle(world, run, effect.asked, false);
    }
    case 'wait':
      return changed(world, run.id, ({ flying }) => flying[effect.step] === undefined);
    case 'branch':
      session.append({ type: 'branch.taken', run: run.id, ...effect.branch });
      return;
    case 'end':
      session.append({ type: 'run.ended', run: run.id, ...effect.ended });
      return;
  }
};

const settle = async (world: World, run: Run, asked: Asked, ahead: boolean): Promise<void> => {
  const { session } = world;
  const { step, args } = asked;
  const { epoch } = run;
  session.append({ type: 'probe.started', run: run.id, step, epoch, ahead });
  const answered = asked.flow ? await nested(world, run, asked) : await world.ask(run.id, asked);
  session.append({
    type: 'probe.finished',
    run: run.id,
    step,
    epoch,
    probe: asked.probe ?? `flow ${asked.flow ?? ''}`,
    args,
    ...answered,
  });
};

/** A step that names a flow: a run of its own on shared facts; its verdict is the step's data. */
const nested = async (world: World, run: Run, asked: Asked): Promise<Answered> => {
  const started = performance.now();
  const { session, flows } = world;
  const flow = flows.get(asked.flow ?? '');
  if (!flow)
    throw new Error(`${run.flow}/${asked.step} names the unknown flow ${asked.flow ?? ''}`);
  const id = `${run.id}/${asked.step}`;
  const from = { run: run.id, step: asked.step };
  const { target } = run;
  session.append({
    type: 'run.started',
    run: id,
    target,
    flow: flow.id,
    flowHash: flow.hash,
    from,
  });
  for (const [name, value] of Object.entries(asked.args)) {
    session.append({ type: 'input.answered', run: id, name, value, by: 'subject' });
  }
  await walk(world, flow, id);
  return { result: verdictOf(session, id), used: [], ms: Math.round(performance.now() - started) };
};

const verdictOf = (session: Session, id: RunId): ProbeResult => {
  const run = session.getState().runs[id];
  const ended = run?.ended;
  if (ended?.reason === 'diagnosed') {
    const { diagnosis, confidence } = ended;
    return { outcome: 'found', data: { verdict: 'problem', diagnosis, confidence } };
  }
  if (ended?.reason === 'healthy' || ended?.reason === 'not-applicable') {
    return { outcome: 'found', data: { verdict: ended.reason, confidence: 'confirmed' } };
  }
  // An inconclusive run is its first blind outcome.
  for (const { step } of run?.path ?? []) {
    const result = run?.facts[step]?.result;
    if (result && result.outcome !== 'found' && result.outcome !== 'not-found') return result;
  }
  return { outcome: 'unreadable', subject: id, detail: run?.path.at(-1)?.because ?? 'no verdict' };
};

const detect = async (
  world: World,
  run: Run,
  name: string,
  probe: string,
  args: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const { result } = await world.ask(run.id, { step: `input:${name}`, probe, args });
  const event = { type: 'input.detected', run: run.id, name } as const;
  if (result.outcome === 'found') {
    const { candidates } = result.data as { readonly candidates: readonly Candidate[] };
    world.session.append({ ...event, candidates });
  } else {
    const blind = `${result.subject}: ${result.detail}`;
    world.session.append({ ...event, candidates: [], blind });
  }
};

/** Without a person to ask, an open input ends the run: never a product, never the first. */
const askPerson = async (world: World, flow: Flow, run: Run, name: string): Promise<void> => {
  const { session } = world;
  if (!run.detected[name]) {
    const candidates = world.candidates(flow, run, name);
    session.append({ type: 'input.detected', run: run.id, name, candidates });
    return;
  }
  if (world.interactive) {
    return changed(world, run.id, ({ inputs, ended }) => Boolean(inputs[name] ?? ended));
  }
  const end = { reason: 'inconclusive', diagnosis: null, confidence: null, open: name } as const;
  session.append({ type: 'run.ended', run: run.id, ...end });
};

/** Resolves once the run is as wanted, or everything was called off. */
const changed = (world: World, id: RunId, wanted: (run: Run) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      const run = world.session.getState().runs[id];
      if (run && !wanted(run) && !world.signal.aborted) return;
      unwatch();
      world.signal.removeEventListener('abort', look);
      resolve();
    };
    const unwatch = world.session.watch(look);
    world.signal.addEventListener('abort', look);
    look();
  });
