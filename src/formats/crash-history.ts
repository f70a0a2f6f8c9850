import type { ContainerEvent } from './container-events.ts';
import type { Inspected } from './inspect.ts';

/** What a container's state, its restarts and the engine's memory say of whether it stays up. */

export const crashVerdicts = [
  // It is not up, and no loop keeps it so.
  'never-started',
  'mount-refused',
  'start-refused',
  'waiting',
  'ended',
  // It is up.
  'stable',
  'young',
  // It ends again and again: how.
  'out-of-memory',
  'out-of-memory-within',
  'killed',
  'killed-by-request',
  'restarted-unhealthy',
  'exits-cleanly',
  'fails',
] as const;
export type CrashVerdict = (typeof crashVerdicts)[number];

/** `unclear`: it cannot be told yet, which is no verdict. */
export type Judged = CrashHistory | { readonly verdict: 'unclear'; readonly why: string };

export type CrashHistory = {
  readonly verdict: CrashVerdict;
  /** How often it was started again without being asked to. */
  readonly restarts: number;
  readonly exit?: number;
  /** From start to start, where it is known. */
  readonly periodMs?: number;
  /** The attempt that ended last, for a look at its log. */
  readonly began?: string;
  readonly ended?: string;
  readonly why: string;
};

export type Sample = {
  readonly seen: Inspected;
  /** The target's clock. */
  readonly now: number;
  /** Oldest first. The engine forgets: what is not among them may have been. */
  readonly events: readonly ContainerEvent[];
};

/** A life this long is no attempt any more. */
const settledMs = 60_000;
/** Ends further apart than this are accidents, not a loop. */
const twiceWithinMs = 15 * 60_000;
const oftenWithinMs = 6 * 3_600_000;

const at = (time: string): number => Date.parse(time);
const isSet = (time: string): boolean => !time.startsWith('0001-');

/** What the first look tells; undefined where a second one has to decide. */
export const firstVerdict = (sample: Sample): Judged | undefined => {
  const { seen } = sample;
  const { Status, Error: words, Restarting } = seen.State;
  const none = { restarts: seen.RestartCount };
  if (Status === 'created' || Status === 'exited' || Status === 'dead') {
    if (words !== '') return { ...none, verdict: refusalOf(words), why: words };
    if (Status === 'created') return { ...none, verdict: 'waiting', why: 'nobody started it' };
    const { Name, MaximumRetryCount = 0 } = seen.HostConfig.RestartPolicy ?? { Name: 'no' };
    if (Name === 'on-failure' && MaximumRetryCount > 0 && seen.RestartCount >= MaximumRetryCount) {
      return looping(sample, seen.RestartCount);
    }
    return { ...none, verdict: 'ended', why: `it is ${Status}, and nothing starts it again` };
  }
  if (Status === 'removing') return { ...none, verdict: 'ended', why: 'it is being removed' };
  if (Status === 'paused') return { verdict: 'unclear', why: 'it is paused' };
  const asked = askedFor(sample);
  if (asked) return asked;
  const crashes = crashesOf(sample);
  const upMs = sample.now - at(seen.State.StartedAt);
  const most = crashes.count >= 3 ? oftenWithinMs : twiceWithinMs;
  const regular = crashes.periodMs !== undefined && crashes.periodMs <= most;
  const recent = Restarting || upMs < Math.max(settledMs, 3 * (crashes.periodMs ?? 0));
  if (crashes.count >= 2 && regular && recent) {
    // How it ended is in sight while it waits to be started again, or where the engine remembers.
    return Restarting || lastDeath(sample) ? looping(sample, crashes.count) : undefined;
  }
  if (Restarting) return undefined;
  if (upMs >= settledMs) return stable(crashes.count, upMs);
  if (crashes.count > 0) return undefined;
  const why = `it was started ${seconds(upMs)} ago, and has not ended since it was made`;
  return { restarts: 0, verdict: 'young', why };
};

/** What a second look adds; its events are those of the first, and of the time between. */
export const secondVerdict = (first: Sample, second: Sample): Judged => {
  const known = firstVerdict(second);
  if (known) return known;
  const { seen } = second;
  const { count, periodMs } = crashesOf(second);
  const again =
    seen.RestartCount > first.seen.RestartCount ||
    deathsOf(second).some(({ event, kill }) => event.at >= first.now && !kill);
  const most = count >= 3 ? oftenWithinMs : twiceWithinMs;
  if (count >= 2 && (again || (periodMs !== undefined && periodMs <= most))) {
    return looping(second, count);
  }
  const why = `it ended ${times(count)}, and was started again ${seconds(second.now - at(seen.State.StartedAt))} ago`;
  return { verdict: 'unclear', why };
};

/** The engine's words for why it could not start a container. */
const refusalOf = (words: string): 'never-started' | 'mount-refused' | 'start-refused' => {
  if (/mount a directory onto a file|error mounting .*not a directory/.test(words)) {
    return 'mount-refused';
  }
  return /exec: "|exec format error|exec user process/.test(words)
    ? 'never-started'
    : 'start-refused';
};

type Death = { readonly event: ContainerEvent; readonly started?: number; readonly kill?: Kill };
type Kill = { readonly signal: number; readonly unhealthy: boolean };

/** Each end, with the start before it, and whether somebody had asked the engine for it. */
const deathsOf = ({ seen, events }: Sample): readonly Death[] => {
  const deaths: Death[] = [];
  let started: number | undefined;
  let kill: Kill | undefined;
  let unhealthy = false;
  for (const event of events) {
    if (event.id !== seen.Id) continue;
    if (event.what === 'start') {
      started = event.at;
      kill = undefined;
      unhealthy = false;
    }
    if (event.what === 'unhealthy') unhealthy = true;
    if (event.what === 'kill') kill ??= { signal: event.signal ?? 15, unhealthy };
    if (event.what === 'die') {
      deaths.push({ event, ...(started !== undefined && { started }), ...(kill && { kill }) });
      started = undefined;
    }
  }
  return deaths;
};

const lastDeath = (sample: Sample): Death | undefined => deathsOf(sample).at(-1);

/** Somebody has the engine end it again and again: because it is unhealthy, or with SIGKILL. */
const askedFor = (sample: Sample): CrashHistory | undefined => {
  const asked = deathsOf(sample).filter(({ kill }) => kill !== undefined);
  const [before, last] = asked.slice(-2);
  if (!before || !last || sample.seen.RestartCount > 0) return undefined;
  const periodMs = last.event.at - before.event.at;
  if (periodMs > twiceWithinMs || sample.now - last.event.at > Math.max(settledMs, 3 * periodMs)) {
    return undefined;
  }
  const about = {
    restarts: asked.length,
    periodMs,
    ...(last.event.exit !== undefined && { exit: last.event.exit }),
  };
  if (before.kill?.unhealthy && last.kill?.unhealthy) {
    const why = `${times(asked.length)} somebody had the engine end it after it became unhealthy`;
    return { ...about, verdict: 'restarted-unhealthy', why };
  }
  if (before.kill?.signal === 9 && last.kill?.signal === 9) {
    const why = `${times(asked.length)} somebody had the engine send it SIGKILL`;
    return { ...about, verdict: 'killed-by-request', why };
  }
  // Restarts by hand or by a deployment: no fault of the container.
  return undefined;
};

type Crashes = { readonly count: number; readonly periodMs?: number };

/** Ends that nobody asked for. The engine's own count begins anew with each restart by request. */
const crashesOf = (sample: Sample): Crashes => {
  const { seen } = sample;
  const deaths = deathsOf(sample).filter(({ kill }) => !kill);
  const count = Math.max(seen.RestartCount, deaths.length);
  const [before, last] = deaths.slice(-2);
  if (before && last) return { count, periodMs: last.event.at - before.event.at };
  if (seen.RestartCount < 2) return { count };
  const whole = at(seen.State.StartedAt) - at(seen.Created);
  return { count, periodMs: whole / seen.RestartCount };
};

const looping = (sample: Sample, restarts: number): Judged => {
  const { seen } = sample;
  const { State } = seen;
  const death = lastDeath(sample);
  const over = !State.Running || State.Restarting;
  const exit = over ? State.ExitCode : death?.event.exit;
  const { periodMs } = crashesOf(sample);
  const began = over ? State.StartedAt : death?.started && new Date(death.started).toISOString();
  const about = {
    restarts,
    ...(exit !== undefined && { exit }),
    ...(periodMs !== undefined && { periodMs }),
    ...(began !== undefined && began !== 0 && { began }),
    ...(isSet(State.FinishedAt) && { ended: State.FinishedAt }),
  };
  if (exit === 0 && periodMs !== undefined && periodMs > twiceWithinMs) {
    const why = `it ends with 0 every ${seconds(periodMs)}, which may be meant so`;
    return { verdict: 'unclear', why };
  }
  const every = periodMs === undefined ? '' : `, every ${seconds(periodMs)}`;
  const why = `it ended ${times(restarts)}${every}; the last time with ${exit ?? 'a status that the engine forgot'}`;
  return { ...about, verdict: endOf(exit, ranOut(sample, over)), why };
};

const ranOut = (sample: Sample, over: boolean): boolean => {
  if (over && sample.seen.State.OOMKilled) return true;
  const death = lastDeath(sample);
  return sample.events.some(
    ({ id, what, at: when }) =>
      id === sample.seen.Id && what === 'oom' && when >= (death?.started ?? Infinity),
  );
};

const endOf = (exit: number | undefined, oom: boolean): CrashVerdict => {
  if (oom) return exit === 137 ? 'out-of-memory' : 'out-of-memory-within';
  if (exit === 137) return 'killed';
  return exit === 0 ? 'exits-cleanly' : 'fails';
};

const stable = (count: number, upMs: number): CrashHistory => ({
  restarts: count,
  verdict: 'stable',
  why: `it has been up for ${seconds(upMs)}${count > 0 ? `, after it ended ${times(count)}` : ''}`,
});

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
const seconds = (ms: number): string => `${Math.max(0, Math.round(ms / 100) / 10)} s`;
