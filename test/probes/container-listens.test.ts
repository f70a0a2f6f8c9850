import { describe, expect, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import type { Reply } from '../../src/core/target.ts';
import { containerListens } from '../../src/probes/container-listens.ts';
import { id, inspectedAs, type Sample } from './inspected.ts';
import { absent, cut, data, failed, files, json, text, told, type Answers } from './told.ts';

const path = 'GET /containers/shop-web-1/json';
const network = `GET /networks/${'ab'.repeat(32)}`;
const bridge = `br-${'ab'.repeat(6)}`;

/** A row of `/proc/PID/net/tcp`: `127.0.0.1:8000`, `[::]:8000`; so many connections wait. */
const row = (listener: string, waiting = 0, inode = 77): string => {
  const hex = (value: number, digits: number) =>
    value.toString(16).toUpperCase().padStart(digits, '0');
  const port = hex(Number(/\d+$/.exec(listener)?.[0]), 4);
  const six: Readonly<Record<string, string>> = {
    '::': '0'.repeat(32),
    '::1': `${'0'.repeat(24)}01000000`,
    '::ffff:127.0.0.1': '0000000000000000FFFF00000100007F',
  };
  const inner = /^\[(.*)\]/.exec(listener)?.[1];
  const four = listener.replace(/:\d+$/, '').split('.').map(Number).toReversed();
  const address = inner === undefined ? four.map((byte) => hex(byte, 2)).join('') : six[inner];
  const queues = `00000000:${hex(waiting, 8)}`;
  return `0: ${address ?? ''}:${port} ${'0'.repeat(8)}:0000 0A ${queues} 00:0 0 0 0 ${String(inode)}`;
};

const table = (...rows: readonly string[]): Reply => text(['header', ...rows].join('\n'));
const isSix = (listener: string): boolean => listener.startsWith('[');

const listening = (...listeners: readonly string[]): Answers => ({
  '/proc/4711/net/tcp': table(...listeners.filter((each) => !isSix(each)).map((each) => row(each))),
  '/proc/4711/net/tcp6': table(...listeners.filter(isSix).map((each) => row(each))),
});

const here: Answers = {
  'read /proc/4711/cgroup': text(`0::/system.slice/docker-${id}.scope\n`),
};
const reached: Answers = {
  'read /proc/net/dev': text(`head\n  lo: 1 2\n${bridge}: 1 2\n`),
  [network]: json({ Driver: 'bridge', Options: {} }),
};
const reads = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).map(([key, reply]) => [`read ${key}`, reply]));

const ask = (args: object, answers: Answers, sample: Sample = {}) =>
  told(
    containerListens,
    { container: 'shop-web-1', ...args },
    { [path]: json(inspectedAs(sample)), ...answers },
  );

const old = { 'up-ms': 3_600_000, 'patience-ms': 60_000 };
const young = { 'up-ms': 30_000, 'patience-ms': 6000 };
const refused = { port: 8000, after: 'refused' };

describe('where a container listens', () => {
  test.each<[string, object, readonly string[]]>([
    ['heard', { port: 8000 }, ['0.0.0.0:8000']],
    ['no-port', {}, ['0.0.0.0:8000']],
    ['nothing', { port: 8000, ...old }, []],
    ['nothing', { port: 8000 }, ['127.0.0.11:41234']],
    ['other-port', { port: 8000, ...old }, ['0.0.0.0:3000']],
    ['other-port-yet', { ...refused, ...young }, ['0.0.0.0:3000']],
    ['loopback-only', { port: 8000, whom: 'own' }, ['127.0.0.1:8000', '[::1]:8000']],
    ['heard', { port: 8000, whom: 'own' }, ['172.18.0.2:8000']],
    ['other-family', { ...refused, ...old, whom: 'loopback-6' }, ['0.0.0.0:8000']],
    ['other-family', { ...refused, ...old, whom: 'loopback-4' }, ['[::1]:8000']],
    ['other-address', { ...refused, ...old, whom: 'loopback-4' }, ['172.18.0.2:8000']],
    ['other-address', { ...refused, ...old, whom: 'loopback' }, ['172.18.0.2:8000']],
    ['back', { ...refused, ...old, whom: 'loopback' }, ['127.0.0.1:8000']],
    ['back', { ...refused, ...old, whom: 'loopback-4' }, ['[::]:8000']],
    ['back', { ...refused, ...old, whom: 'loopback-4' }, ['[::ffff:127.0.0.1]:8000']],
    ['back', { ...refused, ...young, 'failed-ms': 5000 }, ['0.0.0.0:8000']],
    ['late', { ...refused, ...young, 'failed-ms': 9000 }, ['0.0.0.0:8000']],
    ['back', { ...refused, ...old, 'failed-ms': 90_000 }, ['0.0.0.0:8000']],
    ['slow', { port: 8000, after: 'timeout', ...old }, ['127.0.0.1:8000']],
    ['private', { port: 8000, after: 'other', ...old }, ['127.0.0.1:8000']],
    ['heard', { port: 8000, after: 'other', ...old }, ['0.0.0.0:8000']],
  ])('%s: %j, at %j', async (verdict, args, listeners) => {
    const found = data(await ask(args, { ...here, ...reads(listening(...listeners)), ...reached }));
    expect(found).toMatchObject({ verdict, address: '172.18.0.2' });
  });

  test('in words, with the port that is published among the others', async () => {
    const answers = reads(listening('0.0.0.0:9229', '[::]:3000', '127.0.0.1:8125'));
    const sample = {
      network: {
        ...inspectedAs().NetworkSettings,
        Ports: { '3000/tcp': [{ HostIp: '', HostPort: '80' }] },
      },
    };
    expect(
      data(await ask({ port: 8000, ...old }, { ...here, ...answers, ...reached }, sample)),
    ).toMatchObject({
      ports: [9229, 8125, 3000],
      'other-port': 3000,
      bound: 'nowhere',
      listens: '0.0.0.0:9229, 127.0.0.1:8125, [::]:3000',
    });
  });
});

describe('a container that is young', () => {
  const none = table();
  const then = (n: number, last: Reply): readonly Reply[] => [
    ...Array.from({ length: n }, () => none),
    last,
  ];
  const waits = (n: number): Answers => ({
    'wait 1 s': Array.from({ length: n }, (): Reply => ({ ok: true })),
  });

  test('is waited for, and listens late', async () => {
    const found = data(
      await ask(
        { ...refused, ...young },
        {
          ...here,
          'read /proc/4711/net/tcp': then(3, table(row('0.0.0.0:8000'))),
          'read /proc/4711/net/tcp6': then(3, none),
          ...waits(3),
          ...reached,
        },
      ),
    );
    expect(found).toMatchObject({ verdict: 'late', 'started-after-ms': 33_000 });
  });

  test('may be a slow one, if nothing listens after a while', async () => {
    const found = data(
      await ask(
        { ...refused, ...young },
        {
          ...here,
          'read /proc/4711/net/tcp': then(15, none),
          'read /proc/4711/net/tcp6': then(15, none),
          ...waits(15),
          ...reached,
        },
      ),
    );
    expect(found).toMatchObject({ verdict: 'nothing-yet', listens: 'nothing listens' });
  });
});

describe('connections that nobody takes', () => {
  const timed = { port: 8000, after: 'timeout', ...old };
  const twice = (first: number, second: number): Answers => ({
    ...here,
    'read /proc/4711/net/tcp': [
      table(row('0.0.0.0:8000', first)),
      table(row('0.0.0.0:8000', second)),
    ],
    'read /proc/4711/net/tcp6': [table(), table()],
    'wait 1 s': { ok: true },
    ...reached,
  });

  test.each([
    [3, 4, 'not-accepting'],
    [3, 0, 'slow'],
  ])('%i, then %i: %s', async (first, second, verdict) => {
    expect(data(await ask(timed, twice(first, second)))).toMatchObject({ verdict });
  });
});

describe("the host's network", () => {
  const host = { host: { NetworkMode: 'host' }, network: { Ports: {}, Networks: {} } };
  const shared = {
    ...here,
    'read /proc/4711/net/tcp': table(row('0.0.0.0:22', 0, 1), row('127.0.0.1:3000', 0, 2)),
    'read /proc/4711/net/tcp6': table(),
    [`GET /containers/${id}/top`]: json({
      Titles: ['UID', 'PID'],
      Processes: [
        ['0', '4711'],
        ['0', '4712'],
      ],
    }),
  };

  test('shows the ports of all; its own are those that its processes hold', async () => {
    const answers = {
      ...shared,
      'list /proc/4711/fd': files({ type: 'link', target: 'socket:[2]' }),
      'list /proc/4712/fd': failed('not-found'),
    };
    expect(data(await ask({ port: 8000, ...old }, answers, host))).toMatchObject({
      verdict: 'other-port',
      ports: [3000],
      address: '127.0.0.1',
    });
  });

  test('says nothing to whom the processes are closed', async () => {
    const answers = { ...shared, 'list /proc/4711/fd': failed('permission') };
    expect(await ask({ port: 8000, ...old }, answers, host)).toMatchObject({
      outcome: 'permission',
    });
  });
});

describe('the address', () => {
  const open = { ...here, ...reads(listening('0.0.0.0:8000')) };
  const away = 'read /proc/net/dev';

  test.each<[string, Answers]>([
    [
      'whose bridge is on another machine',
      { [away]: text('head\n  lo: 1 2\n'), [network]: json({ Driver: 'bridge' }) },
    ],
    ['of an overlay', { [away]: text(`${bridge}: 1`), [network]: json({ Driver: 'overlay' }) }],
    ['of a network that is gone', { [away]: text(`${bridge}: 1`), [network]: absent() }],
    ['that nobody can tell', { [away]: failed('permission') }],
    [
      "of a rootless engine's docker0, which the host has too",
      {
        [away]: text('docker0: 1'),
        [network]: json({
          Driver: 'bridge',
          Options: { 'com.docker.network.bridge.name': 'docker0' },
        }),
        'GET /info': json({ SecurityOptions: ['name=rootless'] }),
      },
    ],
  ])('%s is none', async (_, answers) => {
    expect(data(await ask({ port: 8000 }, { ...open, ...answers }))).not.toHaveProperty('address');
  });

  test('of a bridge with a name of its own', async () => {
    const answers = {
      [away]: text('docker0: 1'),
      [network]: json({
        Driver: 'bridge',
        Options: { 'com.docker.network.bridge.name': 'docker0' },
      }),
      'GET /info': json({ SecurityOptions: ['name=seccomp'] }),
    };
    expect(data(await ask({ port: 8000 }, { ...open, ...answers }))).toMatchObject({
      address: '172.18.0.2',
    });
  });
});

describe('it cannot say', () => {
  test('anything about a container that is gone', async () => {
    const answer = await told(containerListens, { container: 'shop-web-1' }, { [path]: absent() });
    expect(answer).toMatchObject({ outcome: 'not-found' });
  });

  test('anything about one that does not run', async () => {
    const sample = { state: { Status: 'exited', Pid: 0 } };
    expect(await ask({ port: 8000 }, {}, sample)).toMatchObject({ outcome: 'unreadable' });
  });

  test("anything about an engine's process on another host", async () => {
    const answers = { 'read /proc/4711/cgroup': text('0::/user.slice\n') };
    expect(await ask({ port: 8000 }, answers)).toMatchObject({ outcome: 'unreadable' });
  });

  test.each([...blindOutcomes, 'not-found'] as const)(
    '"nothing" where the sockets are %s',
    async (outcome) => {
      const answers = {
        ...here,
        'read /proc/4711/net/tcp': failed(outcome),
        'read /proc/4711/net/tcp6': table(),
      };
      const told = outcome === 'not-found' ? 'unreadable' : outcome;
      expect(await ask({ port: 8000 }, answers)).toMatchObject({ outcome: told });
    },
  );

  test('"nothing" where it read a part', async () => {
    const answers = {
      ...here,
      'read /proc/4711/net/tcp': cut('header\n'),
      'read /proc/4711/net/tcp6': table(),
    };
    expect(await ask({ port: 8000 }, answers)).toMatchObject({ outcome: 'unreadable' });
  });

  test('less on a kernel without IPv6', async () => {
    const answers = {
      ...here,
      'read /proc/4711/net/tcp': table(row('0.0.0.0:8000')),
      'read /proc/4711/net/tcp6': failed('not-found'),
      ...reached,
    };
    expect(data(await ask({ port: 8000 }, answers))).toMatchObject({ verdict: 'heard' });
  });
});
