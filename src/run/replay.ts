import type { Asked } from '../core/engine.ts';
import type { Flow } from '../core/flow.ts';
import type { Event, EventOf, RunId } from '../core/session.ts';
import { noJournal } from './journal.ts';
import type { Answered } from './link.ts';
import { walk, type World } from './run.ts';
import { createSession, type Session } from './session.ts';

export type ReplayOptions = {
  readonly flows: readonly Flow[];
  readonly command: string;
  /** Waits before an answer arrives, so that a person can follow; default none. */
  pace?(ms: number): Promise<void>;
};

export type Replay = { readonly session: Session; readonly done: Promise<void> };

/** The same loop as live, each step answered from the log: no target is touched. */
export const replay = (events: readonly Event[], options: ReplayOptions): Replay => {
  const session = createSession({ journal: noJournal, clean: (it) => it, now: () => new Date(0) });
  const flows = new Map(options.flows.map((flow) => [flow.id, flow]));
  const answers = recordedAnswers(events);
  const ends = new AbortController();
  const world: World = {
    session,
    flows,
    probe: (name) => {
      throw new Error(`a replay asks no probe, and was asked for ${name}`);
    },
    ask: async (run, asked) => {
      const answer = answers(run, asked);
      await options.pace?.(answer.ms);
      return answer;
    },
    ahead: false,
    candidates: () => [],
    interactive: false,
    signal: ends.signal,
  };
  const play = async (): Promise<void> => {
    for (const event of events) {
      const flow = event.type === 'run.started' ? flows.get(event.flow) : undefined;
      switch (event.type) {
        case 'session.started':
          session.append({ ...event, command: options.command });
          break;
        case 'target.connected':
        case 'target.lost':
        case 'overview.read':
        case 'exchanged':
          session.append(event);
          break;
        case 'run.started':
          if (event.from !== undefined) break;
          await start(world, events, event, flow);
          break;
        case 'session.ended':
        case 'epoch.started':
        case 'input.detected':
        case 'input.answered':
        case 'probe.started':
        case 'probe.finished':
        case 'step.stopped':
        case 'step.retried':
        case 'branch.taken':
        case 'run.ended':
          break;
      }
    }
  };
  return { session, done: play() };
};

/** Under another version of the flow, the log's own branches are shown: they are recorded. */
const start = async (
  world: World,
  events: readonly Event[],
  started: EventOf<'run.started'>,
  flow: Flow | undefined,
): Promise<void> => {
  const { session } = world;
  const own = events.filter(({ run }) => run === started.run);
  // What ended from outside, in the middle of its path, is told as it went.
  const cutOff = own.some((event) => event.type === 'run.ended' && event.hidden !== undefined);
  if (cutOff || flow?.hash !== started.flowHash) {
    for (const event of own) session.append(event);
    return;
  }
  session.append(started);
  for (const event of own) {
    const given =
      event.type === 'input.answered' && ['flag', 'operator', 'text'].includes(event.by);
    if (given) session.append(event);
  }
  await walk(world, flow, started.run);
};

/** The n-th asking of a step is answered by its n-th recorded result. */
const recordedAnswers = (events: readonly Event[]) => {
  const queues = new Map<string, Answered[]>();
  const push = (key: string, answer: Answered): void => {
    queues.set(key, [...(queues.get(key) ?? []), answer]);
  };
  for (const event of events) {
    if (event.type === 'probe.finished') {
      const { result, used, ms } = event;
      push(`${event.run}/${event.step}`, { result, used, ms });
    } else if (event.type === 'input.detected') {
      push(`${event.run}/input:${event.name}`, detected(event));
    }
  }
  return (run: RunId, { step }: Asked): Answered => {
    const answer = queues.get(`${run}/${step}`)?.shift();
    if (answer) return answer;
    const detail = 'the recording holds no answer for this step';
    return { result: { outcome: 'unreadable', subject: step, detail }, used: [], ms: 0 };
  };
};

const detected = ({ name, candidates, blind }: EventOf<'input.detected'>): Answered => ({
  result:
    blind === undefined
      ? { outcome: 'found', data: { candidates } }
      : { outcome: 'unreadable', subject: name, detail: blind },
  used: [],
  ms: 0,
});
