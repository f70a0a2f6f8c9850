import type { Inspected } from './inspect.ts';

/** When and how the engine runs a container's health check, in milliseconds. */
export type HealthTimes = {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** How long after its start a container that does not answer becomes unhealthy. */
  readonly patienceMs: number;
};

const msOf = (nanoseconds: number | undefined, otherwise: number): number =>
  nanoseconds === undefined || nanoseconds === 0 ? otherwise : nanoseconds / 1e6;

/** The engine's own defaults where the check names none: 30 s, 30 s, 0 s, 3. */
export const healthTimes = ({ Config: { Healthcheck } }: Inspected): HealthTimes => {
  const intervalMs = msOf(Healthcheck?.Interval, 30_000);
  const retries = Healthcheck?.Retries ?? 0;
  const tries = retries === 0 ? 3 : retries;
  return {
    intervalMs,
    timeoutMs: msOf(Healthcheck?.Timeout, 30_000),
    patienceMs: msOf(Healthcheck?.StartPeriod, 0) + intervalMs * tries,
  };
};

export type HealthRun = NonNullable<Inspected['State']['Health']>['Log'][number];

/** Runs since the container's last start: the engine keeps those of its earlier life in the log. */
export const runsSinceStart = ({ State }: Inspected): readonly HealthRun[] => {
  const started = Date.parse(State.StartedAt);
  return (State.Health?.Log ?? []).filter(({ Start }) => Date.parse(Start) >= started);
};

/** How many runs the engine keeps. */
const kept = 5;

/**
 * Whether the log still holds the very first run since the start. A failure that stands first in a
 * log which has forgotten may be an outage of today, and says nothing about the start.
 */
export const holdsFirstRun = (seen: Inspected): boolean => {
  const log = seen.State.Health?.Log ?? [];
  const runs = runsSinceStart(seen);
  if (log.length < kept || runs.length < log.length) return true;
  const first = Date.parse(runs[0]?.Start ?? '') - Date.parse(seen.State.StartedAt);
  return first < 2 * healthTimes(seen).intervalMs;
};
