import type { Flow } from '../core/flow.ts';
import type { Event, RunId, TargetId } from '../core/session.ts';
import type { Reply, Request } from '../core/target.ts';
import { gate } from '../transports/gate.ts';
import { createFixer, type Fixer, type FixerOptions } from './fixer.ts';
import type { Journal } from './journal.ts';
import { adoptFlows } from './resumed.ts';
import { createSession, type Session } from './session.ts';
import type { Given } from './start.ts';
import {
  openTargetLook,
  type TargetLook,
  type TargetOptions,
  type TargetPlan,
} from './target-look.ts';

export type LookOptions = TargetOptions & {
  readonly id: string;
  readonly command: string;
  readonly targets: readonly TargetPlan[];
  readonly journal: Journal;
  /** What was recorded before, where a session is gone on with. */
  readonly past?: readonly Event[];
} & Pick<FixerOptions, 'actions' | 'kept' | 'readOnly' | 'who' | 'permit'>;

/** One session over any number of targets. What one of them does neither delays nor spoils another. */
export type Look = {
  readonly session: Session;
  /** The way to a run's target, and nothing more. Whether there is one now. */
  reach(run: RunId): Promise<boolean>;
  /** Of one target, or of all; settles once each was looked over, or is known to be out of reach. */
  overview(target?: TargetId): Promise<void>;
  /** Every flow that can apply, on each of its subjects, as soon as its target is looked over. */
  triage(): Promise<void>;
  /** Goes on with what was recorded: everything that was looked at is looked at anew. */
  resume(): Promise<void>;
  /** One flow: on what was given, else on its subjects, else on what a person names. */
  run(flow: Flow, given?: Given, target?: TargetId): Promise<void>;
  answer(run: RunId, name: string, value: string): void;
  /** Esc: stops the step under way; the rest goes on. */
  stop(run: RunId): void;
  /** Asks a step again that could not see. */
  retry(run: RunId, step: string): void;
  /** Forgets what was seen, and looks again at everything that was looked at. */
  again(target?: TargetId): Promise<void>;
  /** Everything that changes a target goes through here. */
  readonly fixer: Fixer;
  /** For screens that read beside the runs, such as a log; read-only like the rest. */
  send(request: Request, target?: TargetId): Promise<Reply>;
  /** The gate, for target text that such a screen shows without the log. */
  clean<Value>(value: Value): Value;
  /** Calls off what is under way; nothing is begun any more. */
  halt(): void;
  /** Bugs that runs met, each told in its run: what the command ends with. */
  bugs(): readonly unknown[];
  close(): Promise<void>;
};

/** So many links are made, and overviews read, at a time. */
export const mostAtOnce = 16;

export const openLook = async (options: LookOptions): Promise<Look> => {
  const { vault, journal, id, command, targets, past = [] } = options;
  const session = createSession({
    ...{ journal, past, clean: (it) => vault.clean(it), now: () => new Date() },
  });
  if (past.length === 0) {
    const infos = targets.map(({ info }) => info);
    session.append({ type: 'session.started', version: 1, run: '', id, command, targets: infos });
  }
  const looks = new Map<TargetId, TargetLook>();
  for (const plan of targets) {
    looks.set(plan.info.id, await openTargetLook(plan, options, session));
  }
  const all = [...looks.values()];
  const [first] = all;
  if (!first) throw new Error('a look needs a target');
  const chosen = (target: TargetId | undefined): readonly TargetLook[] => {
    const one = target === undefined ? undefined : looks.get(target);
    return one ? [one] : all;
  };
  const ofRun = (run: RunId): TargetLook =>
    looks.get(session.getState().runs[run]?.target ?? '') ?? first;
  const enter = gate(mostAtOnce);
  const overview = (look: TargetLook): Promise<void> => enter(() => look.overview());
  const onEach = async (
    target: TargetId | undefined,
    work: (look: TargetLook) => Promise<void>,
  ): Promise<void> => {
    const under = chosen(target).map(work);
    // A bug that one target meets is told at the end: the others are looked at first.
    await Promise.allSettled(under);
    await Promise.all(under);
  };

  const fixer = createFixer({
    ...options,
    session,
    flows: first.ground.flows,
    targetOf: (run) => {
      const { ground, change, settled, isRead, again } = ofRun(run);
      return {
        ...{ look: ground.look, change, settled },
        ask: (id, asked) => ground.ask(id, asked),
        forget: () => ground.forget(),
        // A session that only takes something back has looked at nothing.
        again: (because) => (isRead() ? again(because) : Promise.resolve()),
      };
    },
  });

  return {
    session,
    reach: (run) => ofRun(run).link(),
    overview: (target) => onEach(target, overview),
    triage: () =>
      onEach(undefined, async (look) => {
        if (!look.isRead()) await overview(look);
        await look.triage();
      }),
    resume: async () => {
      adoptFlows(session, new Map(options.flows.map((flow) => [flow.id, flow])));
      await onEach(undefined, (look) => enter(() => look.again('resumed')));
      // What was approved then is void, and a call that was cut off is asked about.
      for (const { run, restored } of session.getState().fixes) {
        if (!restored) await fixer.settle(run);
      }
    },
    run: (flow, given = {}, target?) =>
      onEach(target, async (look) => {
        if (!look.isRead()) await overview(look);
        await look.run(flow, given);
      }),
    answer: (run, name, value) => {
      const { ground } = ofRun(run);
      const flow = ground.flows.get(session.getState().runs[run]?.flow ?? '');
      const kept = flow?.inputs[name]?.kind === 'secret' ? vault.secret(value) : value;
      session.append({ type: 'input.answered', run, name, value: kept, by: 'operator' });
      ground.resume(run);
    },
    stop: (run) => {
      for (const step of ofRun(run).ground.stop(run)) {
        session.append({ type: 'step.stopped', run, step });
      }
    },
    retry: (run, step) => {
      const { ground } = ofRun(run);
      ground.forget();
      session.append({ type: 'step.retried', run, step });
      ground.resume(run);
    },
    again: (target) => onEach(target, (look) => enter(() => look.again('operator'))),
    fixer,
    send: (request, target) => (chosen(target)[0] ?? first).ground.send(request),
    clean: (value) => vault.clean(value),
    halt: () => all.forEach((look) => look.halt()),
    bugs: () => all.flatMap(({ ground }) => ground.bugs()),
    close: async () => {
      await fixer.stop();
      all.forEach((look) => look.halt());
      const { roundTrips } = session.getState();
      session.append({ type: 'session.ended', run: '', roundTrips });
      await Promise.all(all.map((look) => look.close()));
      await session.close();
    },
  };
};
