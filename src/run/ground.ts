import type { Asked } from '../core/engine.ts';
import type { Flow } from '../core/flow.ts';
import type { LinkRefusal } from '../core/link-refusal.ts';
import type { AnyProbe } from '../core/probe.ts';
import { requestKey } from '../core/request-key.ts';
import type { Candidate, Exchange, RunId, TargetId } from '../core/session.ts';
import type { Writable } from '../core/change.ts';
import type { Reply, Request, Secret, Transport } from '../core/target.ts';
import { gather, type Send } from './gather.ts';
import { createBugs } from './bugs.ts';
import { askProbe, type Answered, type Link } from './link.ts';
import { walk, type World } from './run.ts';
import type { Session } from './session.ts';
import type { Vault } from './vault.ts';

/** Why there is no link. */
export type Refused = { readonly kind: LinkRefusal; readonly detail: string };

/** The target, dressed: remembering, recording, read-only, revealing, wire. */
export type Connection = {
  readonly transport: Transport;
  /** A new epoch asks everything again. */
  forget(): void;
  /** Changes it, while an approved plan is carried out; where none can be, it is only looked at. */
  readonly hands?: Writable;
  /** Makes the link, where there is none; what refused it. Without it there is nothing to make. */
  link?(): Promise<Refused | undefined>;
  /** How long the link has been away so far: what is held meanwhile is not late. */
  awayMs?(): number;
  /** What went wrong while the link was made, and stopped nothing. */
  warning?(): string | undefined;
};

/** What the transports call back with. */
export type Hooks = {
  reveal(secret: Secret): string | undefined;
  note(exchange: Omit<Exchange, 'target'>): void;
  /** The link went away and is being made anew. */
  lost(detail: string): void;
  /** It stands again. */
  linked(awayMs: number): void;
  /** It is given up. */
  gone(refused: Refused): void;
};

export type GroundOptions = {
  readonly flows: readonly Flow[];
  readonly probes: readonly AnyProbe[];
  readonly vault: Vault;
  /** Somebody can answer questions. */
  readonly interactive: boolean;
  /** Limit of one probe. */
  readonly timeoutMs: number;
};

/** Where runs walk: one target's link, its probes, and what is in flight on it. */
export type Ground = {
  readonly flows: ReadonlyMap<string, Flow>;
  send(request: Request): Promise<Reply>;
  /** The same, ended by a signal of the caller's own. */
  readonly look: Send;
  /** Asks one probe of the target, beside what its runs ask. */
  ask(run: RunId, asked: Asked): Promise<Answered>;
  /** Walks a run to its end, or to a question. */
  walk(id: RunId): Promise<void>;
  /** Walks on where nobody walks. */
  resume(id: RunId): void;
  /** Stops the probes of a run that are in flight; names their steps. */
  stop(id: RunId): readonly string[];
  /** Forgets every answer: what is asked next is asked anew. */
  forget(): void;
  /** Calls off everything in flight and forgets every answer. */
  renew(): void;
  /** What was thrown: bugs of this program, each told in the run that met it. */
  bugs(): readonly unknown[];
  end(): void;
};

export const createGround = (
  options: GroundOptions,
  session: Session,
  { id: target, connection }: { readonly id: TargetId; readonly connection: Connection },
): Ground => {
  const { vault, timeoutMs, interactive } = options;
  const flows = new Map(options.flows.map((flow) => [flow.id, flow]));
  const probes = new Map(options.probes.map((probe) => [probe.name, probe]));
  const link: Link = {
    ...{ send: gather(connection.transport), vault, timeoutMs },
    keyOf: (request) => exchangeKey(target, requestKey(request)),
    awayMs: () => connection.awayMs?.() ?? 0,
  };
  const stops = new Map<RunId, Map<string, AbortController>>();
  const walking = new Map<RunId, Promise<void>>();
  const bugs = createBugs();
  let epoch = new AbortController();

  const probe = (name: string): AnyProbe => {
    const known = probes.get(name);
    if (!known) throw new Error(`no probe is called ${name}; lint promises that there is one`);
    return known;
  };
  const ask = async (run: RunId, asked: Asked): Promise<Answered> => {
    const stop = new AbortController();
    const ofRun = stops.get(run) ?? new Map<string, AbortController>();
    stops.set(run, ofRun.set(asked.step, stop));
    try {
      const signal = AbortSignal.any([stop.signal, epoch.signal]);
      return await askProbe(probe(asked.probe ?? ''), asked.args, link, signal);
    } catch (error) {
      return { result: bugs.note(error, asked.probe ?? asked.step), used: [], ms: 0 };
    } finally {
      ofRun.delete(asked.step);
    }
  };
  const world = (): World => ({
    session,
    flows,
    probe,
    ask,
    ahead: true,
    candidates: (flow, _run, name) => containerCandidates(session, target, flow.inputs[name]),
    interactive,
    signal: epoch.signal,
  });
  const start = (id: RunId): Promise<void> => {
    const flow = flows.get(session.getState().runs[id]?.flow ?? '');
    if (!flow) return Promise.resolve();
    const walked = walk(world(), flow, id)
      .catch((error: unknown) => {
        const hidden = bugs.note(error, id);
        const end = { reason: 'inconclusive', diagnosis: null, confidence: null, hidden } as const;
        session.append({ type: 'run.ended', run: id, ...end });
      })
      .finally(() => {
        if (walking.get(id) === walked) walking.delete(id);
      });
    walking.set(id, walked);
    return walked;
  };
  return {
    flows,
    send: (request) => link.send(request, epoch.signal),
    look: link.send,
    ask,
    walk: start,
    resume: (id) => {
      if (!walking.has(id)) void start(id);
    },
    stop: (id) => {
      const flying = [...(stops.get(id) ?? [])];
      for (const [, stop] of flying) stop.abort();
      return flying.map(([step]) => step);
    },
    forget: () => {
      connection.forget();
    },
    renew: () => {
      epoch.abort();
      epoch = new AbortController();
      walking.clear();
      connection.forget();
    },
    bugs: () => bugs.all(),
    end: () => {
      epoch.abort();
    },
  };
};

/** Two targets may be asked the same: each has an answer of its own. */
export const exchangeKey = (target: TargetId, key: string): string => `${key}@${target}`;

/** What an input of kind container may mean, where the flow has no probe that detects it. */
const containerCandidates = (
  session: Session,
  target: TargetId,
  input: Flow['inputs'][string] | undefined,
): readonly Candidate[] => {
  if (input?.kind !== 'container') return [];
  const seen = session.getState().targets[target]?.overview?.containers ?? [];
  return seen.map(({ container, status, image }) => ({
    value: container,
    because: `${image}, ${status}`,
    strength: 'maybe',
  }));
};
