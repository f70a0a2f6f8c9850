import { describe, expect, test } from 'vitest';
import { requestKey } from '../../src/core/request-key.ts';
import type { Request, Secret, Shape } from '../../src/core/target.ts';
import { readOnly } from '../../src/transports/read-only.ts';
import { recording, type Exchanged } from '../../src/transports/recording.ts';
import { replaying } from '../../src/transports/replaying.ts';
import { revealing } from '../../src/transports/revealing.ts';
import { route } from '../../src/transports/route.ts';
import { ask, bad, good } from '../contracts/transport-suite.ts';
import { fakeTransport } from './fake-transport.ts';

const never = new AbortController().signal;
const sent = (...requests: readonly Request[]) =>
  requests.map((request) => ({ request, signal: never }));
const stat: Request = { kind: 'stat', path: '/a' };
const list: Request = { kind: 'list', path: '/a' };
const inside: Request = { kind: 'exec', argv: ['cat', '/a'], in: 'shop-api-1' };

describe('recording', () => {
  test('tells every exchange with its key and its trip; a batch is one trip', async () => {
    const seen: Exchanged[] = [];
    const transport = recording(fakeTransport().transport, (exchange) => seen.push(exchange));
    await Promise.all(transport.send(sent(stat, list)));
    await Promise.all(transport.send(sent({ ...stat, fresh: true })));
    expect(seen.map(({ key, trip, request }) => [key, trip, request])).toEqual([
      [requestKey(stat), 1, stat],
      [requestKey(list), 1, list],
      [requestKey(stat), 2, { ...stat, fresh: true }],
    ]);
    expect(seen[0]).toMatchObject({ reply: { ok: true, json: stat } });
    expect(transport.roundTrips()).toBe(2);
  });

  test('counts no trip where the target is only waited for', async () => {
    const transport = recording(fakeTransport().transport, () => undefined);
    await Promise.all(transport.send(sent({ kind: 'wait', ms: 1 })));
    expect(transport.roundTrips()).toBe(0);
  });

  test('holds a reference in the place of a secret', async () => {
    const seen: Exchanged[] = [];
    const secret: Secret = { fingerprint: 'a1b2c3', shape: {} as Shape };
    const { transport } = fakeTransport(() => ({ ok: true }));
    const dressed = recording(
      revealing(transport, () => 'sesame'),
      (exchange) => seen.push(exchange),
    );
    await ask(dressed, { kind: 'exec', argv: ['cat'], stdin: secret });
    expect(JSON.stringify(seen)).not.toContain('sesame');
    expect(JSON.stringify(seen)).toContain('a1b2c3');
  });
});

describe('replaying', () => {
  test('gives the n-th asking the n-th answer', async () => {
    const transport = replaying([
      { request: stat, reply: { ok: true, json: 1 } },
      { request: list, reply: { ok: true, json: 'l' } },
      { request: stat, reply: { ok: true, json: 2 } },
    ]);
    expect(good(await ask(transport, stat)).json).toBe(1);
    expect(good(await ask(transport, { ...stat, fresh: true })).json).toBe(2);
    expect(transport.unused()).toEqual(['list /a']);
  });

  test('is loud about what was not recorded, and about what is asked too often', async () => {
    const transport = replaying([{ request: stat, reply: { ok: true } }]);
    await expect(ask(transport, list)).rejects.toThrow('replay: not what was recorded: list /a');
    await ask(transport, stat);
    await expect(ask(transport, stat)).rejects.toThrow('asked more often than recorded: stat /a');
  });

  test('a recording replayed answers as the target did', async () => {
    const seen: Exchanged[] = [];
    const recorded = recording(fakeTransport().transport, (exchange) => seen.push(exchange));
    const requests = [stat, list, inside, { kind: 'clock' } as const];
    const live = await Promise.all(recorded.send(sent(...requests)));
    const again = await Promise.all(replaying(seen).send(sent(...requests)));
    expect(again).toEqual(live);
  });
});

describe('revealing', () => {
  const secret: Secret = { fingerprint: 'a1', shape: {} as Shape };
  const login: Request = {
    kind: 'postgres',
    ...{ host: 'db', port: 5432, user: 'shop', database: 'shop', password: secret },
  };

  test('fills references in standard input and passwords', async () => {
    const fake = fakeTransport();
    const transport = revealing(fake.transport, ({ fingerprint }) => `value of ${fingerprint}`);
    await Promise.all(transport.send(sent(login, { kind: 'exec', argv: ['cat'], stdin: secret })));
    expect(fake.requests()).toMatchObject([{ password: 'value of a1' }, { stdin: 'value of a1' }]);
  });

  test('leaves plain values alone', async () => {
    const fake = fakeTransport();
    const transport = revealing(fake.transport, () => undefined);
    const plain: Request[] = [
      { ...login, password: 'plain' },
      { kind: 'exec', argv: ['cat'], stdin: 'in' },
      stat,
    ];
    await Promise.all(transport.send(sent(...plain)));
    expect(fake.requests()).toEqual(plain);
  });

  test('does not send what needs a value that is no longer known; the others go', async () => {
    const fake = fakeTransport();
    const transport = revealing(fake.transport, () => undefined);
    const [refused, answered] = await Promise.all(transport.send(sent(login, stat)));
    expect(bad(refused!).outcome).toBe('unreadable');
    expect(good(answered!).json).toEqual(stat);
    expect(fake.requests()).toEqual([stat]);
  });
});

describe('read-only', () => {
  const refusedOf = async (request: Request, noExec?: boolean) => {
    const fake = fakeTransport();
    const transport = readOnly(fake.transport, { noExec });
    const [reply, other] = await Promise.all(transport.send(sent(request, stat)));
    expect(good(other!).json).toEqual(stat);
    expect(fake.requests()).not.toContain(request);
    return bad(reply!);
  };

  test('lets looks through', async () => {
    const looks: Request[] = [
      ...[stat, list, inside, { kind: 'clock' } as const, { kind: 'wait', ms: 1 } as const],
      { kind: 'read', path: '/a', in: 'shop-api-1' },
      { kind: 'docker', method: 'GET', path: '/containers/shop-api-1/json' },
      {
        kind: 'docker',
        method: 'GET',
        path: '/images/registry.example.com:5000%2Fshop@sha256:ab/json',
      },
      { kind: 'http', method: 'OPTIONS', url: 'http://127.0.0.1:3000/' },
      { kind: 'dial', host: 'db', port: 5432 },
      { kind: 'postgres', host: 'db', port: 1, user: 'u', database: 'd', ask: 'select 1' },
    ];
    const fake = fakeTransport();
    await Promise.all(readOnly(fake.transport).send(sent(...looks)));
    expect(fake.requests()).toEqual(looks);
  });

  test.each([
    { kind: 'exec', argv: ['rm', '-rf', '/srv'] },
    { kind: 'exec', argv: ['rm', '-rf', '/srv'], in: 'shop-api-1' },
    { kind: 'exec', argv: ['id'], as: 'deploy' },
    { kind: 'docker', method: 'POST', path: '/containers/a/stop' },
    { kind: 'docker', method: 'GET', path: '/containers/a/attach/ws' },
    { kind: 'docker', method: 'GET', path: '/containers/a/../../swarm/unlockkey' },
    { kind: 'docker', method: 'GET', path: '/swarm/unlockkey' },
    { kind: 'docker', method: 'GET', path: '/info?x=y' },
    { kind: 'docker', method: 'GET', path: '/containers//json' },
    { kind: 'docker', method: 'GET', path: '/%2e%2e/info' },
    { kind: 'docker', method: 'GET', path: 'http://example.com/info' },
    { kind: 'http', method: 'POST', url: 'http://127.0.0.1/' },
    { kind: 'postgres', host: 'db', port: 1, user: 'u', database: 'd', ask: 'drop table users' },
  ] as unknown as Request[])('refuses %j', async (request) => {
    const failure = await refusedOf(request);
    expect(failure.outcome).toBe('permission');
    expect(failure.unblock).toBeUndefined();
  });

  test('without processes in containers refuses to start one, and names what would allow it', async () => {
    expect(await refusedOf(inside, true)).toMatchObject({
      outcome: 'permission',
      detail: 'refused by --no-exec',
      unblock: ['allow-exec'],
    });
  });

  test('without processes in containers lets its files and this machine’s programs be read', async () => {
    const looks: Request[] = [
      { kind: 'read', path: '/a', in: 'shop-api-1' },
      { kind: 'exec', argv: ['id'] },
    ];
    const fake = fakeTransport();
    await Promise.all(readOnly(fake.transport, { noExec: true }).send(sent(...looks)));
    expect(fake.requests()).toEqual(looks);
  });
});

test('a route sends containers to the engine and the rest to the machine, each in one batch', async () => {
  const [engine, machine] = [fakeTransport(), fakeTransport()];
  const transport = route('this machine', {
    engine: engine.transport,
    machine: machine.transport,
  });
  const info: Request = { kind: 'docker', method: 'GET', path: '/info' };
  const requests = [stat, info, { kind: 'clock' } as const, inside, list];
  const replies = await Promise.all(transport.send(sent(...requests)));
  expect(replies.map((reply) => good(reply).json)).toEqual(requests);
  expect(engine.batches.map((batch) => batch.map(({ request }) => request))).toEqual([
    [info, inside],
  ]);
  expect(machine.batches.map((batch) => batch.length)).toEqual([3]);
});
