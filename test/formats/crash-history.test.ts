import { describe, expect, test } from 'vitest';
import type { ContainerEvent } from '../../src/formats/container-events.ts';
import { firstVerdict, secondVerdict, type Sample } from '../../src/formats/crash-history.ts';
import { inspected } from '../../src/formats/inspect.ts';
import { id, inspectedAs } from '../probes/inspected.ts';

const start = Date.parse('2026-11-20T09:00:00Z');
const time = (second: number) => new Date(start + second * 1000).toISOString();

type Told = {
  readonly state?: object;
  readonly restarts?: number;
  readonly policy?: object;
  readonly events?: readonly Event[];
  readonly now?: number;
};
/** Second, what, and its number: exit of `die`, signal of `kill`. */
type Event = readonly [number, ContainerEvent['what'], number?];

const sample = ({ state, restarts = 0, policy, events = [], now = 3600 }: Told): Sample => ({
  seen: inspected.parse({
    ...inspectedAs({
      state: { StartedAt: time(0), ...state },
      host: { RestartPolicy: policy ?? { Name: 'always' } },
    }),
    RestartCount: restarts,
  }),
  now: start + now * 1000,
  events: events.map(([second, what, number = 0]) => ({
    ...{ container: 'web', id, at: start + second * 1000, what },
    ...(what === 'die' && { exit: number }),
    ...(what === 'kill' && { signal: number }),
  })),
});

const over = { Status: 'exited', Running: false, Pid: 0, FinishedAt: time(1) };
const waits = { Status: 'restarting', Restarting: true, FinishedAt: time(1) };
const crash = (second: number, exit = 1): readonly Event[] => [
  [second, 'start'],
  [second + 2, 'die', exit],
];
const asked = (second: number, signal: number, ill: boolean): readonly Event[] => [
  [second, 'start'],
  ...(ill ? ([[second + 1, 'unhealthy']] as const) : []),
  [second + 2, 'kill', signal],
  [second + 2.1, 'die', 128 + signal],
];

describe('the first look', () => {
  test.each<[string | undefined, Told]>([
    ['waiting', { state: { Status: 'created', Running: false } }],
    ['never-started', { state: { ...over, Status: 'created', Error: 'exec: "x": not found' } }],
    ['never-started', { state: { ...over, Error: 'exec: "x": permission denied' } }],
    ['mount-refused', { state: { ...over, Error: 'mount a directory onto a file (or' } }],
    ['start-refused', { state: { ...over, Error: 'port is already allocated' } }],
    ['ended', { state: { ...over, ExitCode: 1 } }],
    ['ended', { state: { ...over, Status: 'removing' } }],
    ['unclear', { state: { Status: 'paused' } }],
    ['fails', { state: { ...over, ExitCode: 1 }, restarts: 3, policy: tries(3) }],
    ['ended', { state: { ...over, ExitCode: 1 }, restarts: 2, policy: tries(3) }],
    ['stable', {}],
    ['stable', { restarts: 1, now: 61 }],
    ['young', { now: 59 }],
    // A count of restarts alone tells a loop only where they are not days apart.
    ['stable', { restarts: 4, now: 3600 }],
    [undefined, { restarts: 1, now: 30 }],
    [undefined, { state: waits, restarts: 0 }],
    [undefined, { restarts: 3, now: 5, state: { StartedAt: time(0) } }],
    ['fails', { state: { ...waits, ExitCode: 2, StartedAt: created(60) }, restarts: 5 }],
    ['exits-cleanly', { state: { ...waits, ExitCode: 0, StartedAt: created(60) }, restarts: 5 }],
    // A job that is done every half hour may be meant so; one that fails that often is not.
    ['unclear', { state: { ...waits, ExitCode: 0, StartedAt: created(9000) }, restarts: 5 }],
    ['fails', { state: { ...waits, ExitCode: 1, StartedAt: created(9000) }, restarts: 5 }],
    ['killed', { state: { ...waits, ExitCode: 137, StartedAt: created(60) }, restarts: 5 }],
    [
      'out-of-memory',
      { state: { ...waits, ExitCode: 137, OOMKilled: true, StartedAt: created(60) }, restarts: 5 },
    ],
    [
      'out-of-memory-within',
      { state: { ...waits, ExitCode: 1, OOMKilled: true, StartedAt: created(60) }, restarts: 5 },
    ],
    // Up at this look; the engine remembers how it ended.
    ['fails', { state: up(15), events: [...crash(0), ...crash(10), [15, 'start']], now: 16 }],
    [
      'exits-cleanly',
      { state: up(15), events: [...crash(0, 0), ...crash(10, 0), [15, 'start']], now: 16 },
    ],
    [
      'out-of-memory',
      {
        state: up(15),
        events: [...crash(0, 137), [10, 'start'], [11, 'oom'], [12, 'die', 137]],
        now: 16,
      },
    ],
    ['stable', { state: up(15), events: [...crash(0), ...crash(10), [15, 'start']], now: 200 }],
    [
      'restarted-unhealthy',
      { state: up(15), events: [...asked(0, 15, true), ...asked(9, 15, true)], now: 16 },
    ],
    [
      'killed-by-request',
      { state: up(15), events: [...asked(0, 9, false), ...asked(9, 9, false)], now: 16 },
    ],
    // Restarts by a deployment, or one of them for another reason.
    ['young', { state: up(15), events: [...asked(0, 15, false), ...asked(9, 15, false)], now: 16 }],
    ['young', { state: up(15), events: [...asked(0, 9, false), ...asked(9, 15, true)], now: 16 }],
    ['stable', { state: up(15), events: [...asked(0, 15, true), ...asked(9, 15, true)], now: 900 }],
  ])('is %s (%#)', (verdict, told) => {
    expect(firstVerdict(sample(told))?.verdict).toBe(verdict);
  });

  test('takes what another container did for nothing', () => {
    const told = sample({ state: up(15), events: [...crash(0), ...crash(10)], now: 80 });
    const events = told.events.map((event) => ({ ...event, id: 'another' }));
    expect(firstVerdict({ ...told, events })?.verdict).toBe('stable');
  });
});

describe('the second look', () => {
  const first = sample({ restarts: 1, now: 10 });
  test.each<[string, Told]>([
    ['unclear', { restarts: 1, now: 22 }],
    ['stable', { restarts: 1, now: 61 }],
    ['fails', { restarts: 3, now: 22, state: up(20) }],
    ['unclear', { restarts: 2, now: 22, state: { ...waits, StartedAt: created(86_400) } }],
    ['fails', { state: up(20), events: [...crash(0), ...crash(15)], now: 22 }],
  ])('makes of the first: %s (%#)', (verdict, told) => {
    const second = sample(told);
    const judged =
      verdict === 'unclear' && told.restarts === 2
        ? secondVerdict({ ...first, seen: second.seen, now: second.now }, second)
        : secondVerdict(first, second);
    expect(judged.verdict).toBe(verdict);
  });
});

function tries(count: number) {
  return { Name: 'on-failure', MaximumRetryCount: count };
}
/** Started so long after it was created, at eight o'clock. */
function created(seconds: number): string {
  return new Date(Date.parse('2026-11-20T08:00:00Z') + seconds * 1000).toISOString();
}
function up(second: number) {
  return { StartedAt: time(second), FinishedAt: time(second - 1) };
}
