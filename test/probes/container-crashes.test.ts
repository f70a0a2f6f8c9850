import { expect, test } from 'vitest';
import { containerCrashes } from '../../src/probes/container-crashes.ts';
import { id, inspectedAs, type Sample } from './inspected.ts';
import { data, failed, json, told, type Answers } from './told.ts';

const path = 'GET /containers/shop-web-1/json';
const now = Date.parse('2026-11-20T09:05:00Z') / 1000;
const events = (at: number) =>
  `GET /events?${new URLSearchParams({
    since: String(at - 3600),
    until: String(at + 1),
    filters: JSON.stringify({
      type: ['container'],
      container: [id],
      event: ['start', 'die', 'oom', 'kill', 'health_status'],
    }),
  }).toString()}`;
const clock = (at: number) => json({ at: new Date(at * 1000).toISOString() });
const life = (...lines: readonly (readonly [string, number, object?])[]) => {
  const all = lines.map(([Action, at, Attributes]) =>
    JSON.stringify({
      Action,
      timeNano: at * 1e9,
      Actor: { ID: id, Attributes: { name: 'shop-web-1', ...Attributes } },
    }),
  );
  return { ok: true as const, status: 200, stdout: new TextEncoder().encode(all.join('\n')) };
};
const seen = (sample: Sample, restarts = 0) =>
  json({ ...inspectedAs(sample), RestartCount: restarts });
const ask = (answers: Answers) => told(containerCrashes, { container: 'shop-web-1' }, answers);

test('one that does not run is judged by its state alone', async () => {
  const state = { Status: 'created', Running: false, Error: 'exec: "x": not found' };
  const result = data(await ask({ [path]: seen({ state }), 'read the clock': clock(now) }));
  expect(result).toMatchObject({ verdict: 'never-started', state: 'created', policy: 'no' });
});

test('the engine’s memory tells a loop without a second look', async () => {
  const state = { StartedAt: new Date((now - 1) * 1000).toISOString() };
  const remembered = life(
    ['start', now - 9],
    ['die', now - 8, { exitCode: '3' }],
    ['start', now - 5],
    ['die', now - 4, { exitCode: '3' }],
  );
  const host = { Memory: 64 << 20, RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 9 } };
  const answers = {
    [path]: seen({ state, host }),
    'read the clock': clock(now),
    [events(now)]: remembered,
  };
  expect(data(await ask(answers))).toMatchObject({
    verdict: 'fails',
    exit: 3,
    restarts: 2,
    policy: 'on-failure:9',
    'memory-limit': '64 MiB',
    since: new Date((now - 5) * 1000).toISOString(),
  });
});

test('a second look sees what the first could not', async () => {
  const started = (at: number) => ({ StartedAt: new Date(at * 1000).toISOString() });
  const host = { RestartPolicy: { Name: 'always' } };
  const later = now + 12;
  const answers = {
    [path]: [
      seen({ state: started(now - 3), host }, 1),
      seen({ state: started(later - 2), host }, 2),
    ],
    'read the clock': [clock(now), clock(later)],
    [events(now)]: life(),
    'wait 12 s': json({}),
    [events(later)]: life(
      ['start', now - 3],
      ['die', now + 5, { exitCode: '4' }],
      ['start', later - 2],
    ),
  };
  expect(data(await ask(answers))).toMatchObject({ verdict: 'fails', exit: 4, restarts: 2 });
});

test('too early to say is no verdict', async () => {
  const state = { StartedAt: new Date((now - 3) * 1000).toISOString() };
  const answers = {
    [path]: [seen({ state }, 1), seen({ state }, 1)],
    'read the clock': [clock(now), clock(now + 12)],
    [events(now)]: life(),
    'wait 12 s': json({}),
    [events(now + 12)]: life(),
  };
  const result = await ask(answers);
  expect(result).toMatchObject({ outcome: 'unreadable', subject: 'shop-web-1' });
});

test('events that the engine does not tell leave it unseen', async () => {
  const answers = {
    [path]: seen({}),
    'read the clock': clock(now),
    [events(now)]: failed('permission'),
  };
  expect(await ask(answers)).toMatchObject({ outcome: 'permission' });
});
