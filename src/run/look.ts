import type { Flow } from '../core/flow.ts';
import type { RunId } from '../core/session.ts';
import type { Reply, Request } from '../core/target.ts';
import {
  createGround,
  targetId,
  type Connection,
  type GroundOptions,
  type Hooks,
} from './ground.ts';
import type { Journal } from './journal.ts';
import { readOverview, type LogSeen } from './overview.ts';
import { createSession, type Session } from './session.ts';
import { startFlow, startNew, type Given, type Starter } from './start.ts';

export type LookOptions = GroundOptions & {
  readonly id: string;
  readonly command: string;
  /** The target in words: `this machine`. */
  readonly label: string;
  connect(hooks: Hooks): Promise<Connection>;
  scan(log: Uint8Array): LogSeen;
  readonly journal: Journal;
  /** Inputs given by flag: `-i name=value`. */
  readonly inputs: Given;
  /** Folder or name of the one compose project to look at. */
  readonly project?: string;
};

/** One look at one target: an overview, and any number of runs over it. */
export type Look = {
  readonly session: Session;
  overview(): Promise<void>;
  /** Every flow that can apply, on each of its subjects, at once. */
  triage(): Promise<void>;
  /** One flow: on what was given, else on its subjects, else on what a person names. */
  run(flow: Flow, given?: Given): Promise<void>;
  answer(run: RunId, name: string, value: string): void;
  /** Esc: stops the step under way; the rest goes on. */
  stop(run: RunId): void;
  /** Asks a step again that could not see. */
  retry(run: RunId, step: string): void;
  /** Forgets what was seen, and looks again at everything that was looked at. */
  again(): Promise<void>;
  /** For screens that read beside the runs, such as a log; read-only like the rest. */
  send(request: Request): Promise<Reply>;
  /** The gate, for target text that such a screen shows without the log. */
  clean<Value>(value: Value): Value;
  /** Bugs that runs met, each told in its run: what the command ends with. */
  bugs(): readonly unknown[];
  close(): Promise<void>;
};

export const openLook = async (options: LookOptions): Promise<Look> => {
  const { vault, label, inputs, journal, id, command, project } = options;
  const session = createSession({ journal, clean: (it) => vault.clean(it), now: () => new Date() });
  const targets = [{ id: targetId, label, kind: 'local' as const }];
  session.append({ type: 'session.started', version: 1, run: '', id, command, targets });
  const connection = await options.connect({
    reveal: (secret) => vault.reveal(secret),
    note: (exchange) => {
      session.append({ type: 'exchanged', run: '', target: targetId, ...exchange });
    },
  });
  session.append({ type: 'target.connected', run: '', target: targetId, detail: label });
  const ground = createGround(options, session, connection);
  const starter: Starter = { session, ground, vault, label };
  const epochNow = (): number => session.getState().targets[targetId]?.epoch ?? 0;
  let triaged = false;

  const overview = async (): Promise<void> => {
    const started = performance.now();
    const epoch = epochNow();
    const seen = await readOverview({
      send: (request) => ground.send(request),
      scan: (log) => options.scan(log),
      ...(project !== undefined && { project }),
      ...(inputs['container'] !== undefined && { container: inputs['container'] }),
    });
    for (const { container } of seen.containers) vault.name(container);
    const ms = Math.round(performance.now() - started);
    session.append({ type: 'overview.read', run: '', target: targetId, epoch, overview: seen, ms });
  };

  return {
    session,
    overview,
    triage: async () => {
      triaged = true;
      const start = { given: inputs, asked: false };
      const started = [...ground.flows.values()].map((flow) => startFlow(starter, flow, start));
      // One that cannot start is told at the end: the others walk to theirs first.
      await Promise.allSettled(started);
      await Promise.all(started);
    },
    run: (flow, given = {}) =>
      startFlow(starter, flow, { given: { ...inputs, ...given }, asked: true }),
    answer: (run, name, value) => {
      const flow = ground.flows.get(session.getState().runs[run]?.flow ?? '');
      const kept = flow?.inputs[name]?.kind === 'secret' ? vault.secret(value) : value;
      session.append({ type: 'input.answered', run, name, value: kept, by: 'operator' });
      ground.resume(run);
    },
    stop: (run) => {
      for (const step of ground.stop(run)) session.append({ type: 'step.stopped', run, step });
    },
    retry: (run, step) => {
      ground.forget();
      session.append({ type: 'step.retried', run, step });
      ground.resume(run);
    },
    again: async () => {
      ground.renew();
      // Their subjects were out of sight: they are looked for anew, not walked without one.
      const unseen = Object.values(session.getState().runs).filter(({ ended }) => ended?.hidden);
      const epoch = epochNow() + 1;
      const because = 'operator';
      session.append({ type: 'epoch.started', run: '', target: targetId, epoch, because });
      await overview();
      const end = { reason: 'not-applicable', diagnosis: null, confidence: null } as const;
      for (const { id: run } of unseen) session.append({ type: 'run.ended', run, ...end });
      const hidden = new Set(unseen.map(({ flow }) => flow));
      const there = Object.values(session.getState().runs).filter(
        ({ from, ended }) => from === undefined && !ended,
      );
      const flows = [...ground.flows.values()];
      const start = { given: inputs, asked: !triaged };
      await Promise.all([
        ...there.map(({ id: run }) => ground.walk(run)),
        ...flows
          .filter(({ id: flow }) => hidden.has(flow))
          .map((flow) => startFlow(starter, flow, start)),
        ...flows
          .filter(({ id: flow }) => triaged && !hidden.has(flow))
          .map((flow) => startNew(starter, flow, inputs)),
      ]);
    },
    send: (request) => ground.send(request),
    clean: (value) => vault.clean(value),
    bugs: () => ground.bugs(),
    close: async () => {
      ground.end();
      const { roundTrips } = session.getState();
      session.append({ type: 'session.ended', run: '', roundTrips });
      await connection.transport.close();
      await session.close();
    },
  };
};
