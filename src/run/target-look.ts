import type { Flow } from '../core/flow.ts';
import type { EventOf, TargetInfo } from '../core/session.ts';
import type { Change } from '../core/change.ts';
import type { Failure } from '../core/outcome.ts';
import type { Reply } from '../core/target.ts';
import {
  createGround,
  exchangeKey,
  type Connection,
  type Ground,
  type GroundOptions,
  type Hooks,
  type Refused,
} from './ground.ts';
import { readOverview, type LogSeen } from './overview.ts';
import type { Session } from './session.ts';
import { startFlow, startNew, type Given, type Starter } from './start.ts';

/** One target of a session, and the way to it. */
export type TargetPlan = {
  readonly info: TargetInfo;
  connect(hooks: Hooks): Promise<Connection>;
  /** Folder or name of the one compose project to look at. */
  readonly project?: string;
};

export type TargetOptions = GroundOptions & {
  scan(log: Uint8Array): LogSeen;
  /** Inputs given by flag: `-i name=value`. */
  readonly inputs: Given;
  /** Subjects that show themselves later are looked into, too. */
  readonly triaged?: boolean;
};

/** One look at one target: its link, its overview, and any number of runs over it. */
export type TargetLook = {
  readonly ground: Ground;
  /** Whether its overview is there: what is started now starts at once. */
  isRead(): boolean;
  /** Makes the link, where there is none, and looks at nothing. Whether there is one now. */
  link(): Promise<boolean>;
  /** Once: makes the link, and reads the overview. What other targets do is no concern of it. */
  overview(): Promise<void>;
  /** Refused unless an approved plan is being carried out. */
  change(change: Change, signal: AbortSignal): Promise<Reply>;
  /** Resolves once nothing runs any more that was begun before; else why that is not known. */
  settled(signal: AbortSignal): Promise<Failure | undefined>;
  triage(): Promise<void>;
  run(flow: Flow, given: Given): Promise<void>;
  /** Forgets what was seen, and looks again at everything that was looked at. */
  again(because: EventOf<'epoch.started'>['because']): Promise<void>;
  /** Calls off what is under way; nothing is begun any more. */
  halt(): void;
  close(): Promise<void>;
};

/** After a longer absence what was seen before it and what is seen now are not of one moment. */
const longestGapMs = 60_000;

export const openTargetLook = async (
  plan: TargetPlan,
  options: TargetOptions,
  session: Session,
): Promise<TargetLook> => {
  const { vault, inputs } = options;
  const { id: target, label } = plan.info;
  const tell = {
    connected: () => {
      const warning = connection.warning?.();
      session.append({
        ...{ type: 'target.connected', run: '', target, detail: label },
        ...(warning !== undefined && { warning }),
      });
    },
    lost: ({ kind, detail }: Refused) =>
      session.append({ type: 'target.lost', run: '', target, detail, kind }),
  };
  const connection = await plan.connect({
    reveal: (secret) => vault.reveal(secret),
    note: ({ key, ...exchange }) =>
      session.append({
        ...{ type: 'exchanged', run: '', target, key: exchangeKey(target, key) },
        ...exchange,
      }),
    lost: (detail) =>
      session.append({ type: 'target.lost', run: '', target, detail, trying: true }),
    linked: (awayMs) => {
      tell.connected();
      if (awayMs > longestGapMs) void again('relinked');
    },
    gone: (refused) => {
      linked = false;
      tell.lost(refused);
    },
  });
  const ground = createGround(options, session, { id: target, connection });
  const starter: Starter = { session, ground, vault, target };
  const stateOf = () => session.getState().targets[target];
  // Of a session that is gone on with: whether it looked for whatever there is.
  let triaged = options.triaged === true;
  let linked = false;
  let halted = false;
  let looked: Promise<void> | undefined;

  /** Whether there is a link now. */
  const link = async (): Promise<boolean> => {
    const refused = await connection.link?.();
    if (halted) return false;
    if (refused) tell.lost(refused);
    else if (!linked) tell.connected();
    linked = !refused;
    return !refused;
  };
  const read = async (): Promise<void> => {
    const started = performance.now();
    const epoch = stateOf()?.epoch ?? 0;
    const seen = await readOverview({
      send: (request) => ground.send(request),
      scan: (log) => options.scan(log),
      mark: (text) => vault.seal(text),
      ...(plan.project !== undefined && { project: plan.project }),
      ...(inputs['container'] !== undefined && { container: inputs['container'] }),
    });
    if (halted) return;
    for (const { container } of seen.containers) vault.name(container);
    const ms = Math.round(performance.now() - started);
    session.append({ type: 'overview.read', run: '', target, epoch, overview: seen, ms });
  };
  const overview = (): Promise<void> =>
    (looked ??= link().then((linked) => (linked ? read() : undefined)));

  const again = async (because: EventOf<'epoch.started'>['because']): Promise<void> => {
    if (!(await link())) return;
    ground.renew();
    // Their subjects were out of sight: they are looked for anew, not walked without one.
    const unseen = runsOf(session, target).filter(({ ended }) => ended?.hidden);
    const epoch = (stateOf()?.epoch ?? 0) + 1;
    session.append({ type: 'epoch.started', run: '', target, epoch, because });
    looked = read();
    await looked;
    if (halted) return;
    const end = { reason: 'not-applicable', diagnosis: null, confidence: null } as const;
    for (const { id: run } of unseen) session.append({ type: 'run.ended', run, ...end });
    const hidden = new Set(unseen.map(({ flow }) => flow));
    const there = runsOf(session, target).filter(({ from, ended }) => from === undefined && !ended);
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
  };

  return {
    ground,
    link,
    change: (change, signal) => changeOn(connection, change, signal),
    settled: (signal) => connection.hands?.settled(signal) ?? Promise.resolve(undefined),
    isRead: () => stateOf()?.overview !== undefined,
    overview,
    triage: async () => {
      triaged = true;
      if (!stateOf()?.overview) await overview();
      if (halted || !stateOf()?.overview) return;
      const start = { given: inputs, asked: false };
      const started = [...ground.flows.values()].map((flow) => startFlow(starter, flow, start));
      // One that cannot start is told at the end: the others walk to theirs first.
      await Promise.allSettled(started);
      await Promise.all(started);
    },
    run: async (flow, given) => {
      if (!stateOf()?.overview) await overview();
      if (halted || !stateOf()?.overview) return;
      await startFlow(starter, flow, { given: { ...inputs, ...given }, asked: true });
    },
    again,
    halt: () => {
      halted = true;
      ground.end();
    },
    close: async () => {
      await connection.transport.close();
      await connection.hands?.close();
    },
  };
};

const runsOf = (session: Session, target: string) =>
  Object.values(session.getState().runs).filter((run) => run.target === target);

const changeOn = (
  { hands, transport }: Connection,
  change: Change,
  signal: AbortSignal,
): Promise<Reply> => {
  if (hands) return hands.change(change, signal);
  const detail = 'this way to the target only looks';
  const failure = { outcome: 'permission', subject: transport.label, detail } as const;
  return Promise.resolve({ ok: false, failure });
};
