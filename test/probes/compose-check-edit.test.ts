import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import type { Reply, Request } from '../../src/core/target.ts';
import { composeCheckEdit } from '../../src/probes/compose-check-edit.ts';
import { composeWaitingEdit } from '../../src/probes/compose-waiting-edit.ts';
import { askOn, type FakeContainer, type FakeHost } from './fake-host.ts';
import { data, failed, json } from './told.ts';

const file = '/srv/shop/compose.yaml';
const labels = (service: string) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': service,
  'com.docker.compose.project.working_dir': '/srv/shop',
  'com.docker.compose.project.config_files': file,
});
const compose = [
  'services:',
  '  web:',
  '    image: shop/web # the pages',
  '    healthcheck:',
  '      test: ["CMD", "former"]',
  '      interval: 5s',
  '  worker:',
  '    image: shop/worker',
  '    depends_on:',
  '      web:',
  '        condition: service_healthy',
  '',
].join('\n');

type Told = {
  readonly test?: readonly string[];
  readonly files?: FakeContainer['files'];
  readonly listens?: readonly number[];
  readonly pages?: Readonly<Record<string, number>>;
  readonly health?: string;
  readonly compose?: string;
  readonly more?: FakeContainer;
};

const bridge = `br-${Buffer.from('net').toString('hex').padEnd(64, '0').slice(0, 12)}`;

const world = (told: Told): FakeHost => ({
  containers: {
    web: {
      labels: labels('web'),
      processes: [{ pid: 4711, command: '/bin/web' }],
      networks: { net: { ip: '192.0.2.7' } },
      listens: told.listens ?? [8000],
      files: told.files ?? { '/usr/bin/python3': '' },
      config: { Healthcheck: { Test: told.test ?? [], Timeout: 2e9, Interval: 1e9 } },
      state: {
        StartedAt: '2026-11-23T11:59:40Z',
        Health: { Status: told.health ?? 'unhealthy', FailingStreak: 1, Log: [] },
      },
      ...told.more,
    },
    worker: { labels: labels('worker') },
  },
  files: { [file]: told.compose ?? compose, '/proc/net/dev': `h\n${bridge}: 1\n` },
  instead: (request: Request): Reply | undefined => {
    if (request.kind === 'docker' && request.path.startsWith('/networks/')) {
      return json({ Driver: 'bridge', Options: {} });
    }
    if (request.kind !== 'http') return undefined;
    const status = told.pages?.[request.url.replace('http://192.0.2.7', '')];
    return status === undefined ? failed('unreachable', 'ECONNREFUSED') : { ok: true, status };
  },
});

/** The health check that stands in the file once the edit is made. */
const made = async (told: Told, args: object): Promise<Record<string, unknown>> => {
  const found = data(await askOn(world(told), composeCheckEdit, { container: 'web', ...args }));
  const text = told.compose ?? compose;
  const { path, replace, by } = found as Readonly<Record<'path' | 'replace' | 'by', string>>;
  expect(path).toBe(file);
  expect(text.split(replace)).toHaveLength(2);
  const after = text.replace(replace, () => by);
  // Every other line is as it was.
  const others = (of: string) =>
    of.split('\n').filter((line) => !/^ {4}healthcheck:|^ {6}\w/.test(line));
  expect(others(after)).toEqual(others(text));
  const { services } = parse(after) as {
    services: { web: { healthcheck: Record<string, unknown> } };
  };
  return services.web.healthcheck;
};

const curl = ['CMD', 'curl', '-f', 'http://localhost:8000/health'];

describe('a check is written anew from what is measured', () => {
  it('by a program that the container has, for the page that it asked', async () => {
    const health = await made({ test: curl, pages: { ':8000/health': 200 } }, { change: 'client' });
    expect(health).toEqual({
      test: [
        ...['CMD', 'python3', '-c'],
        "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=3)",
      ],
      interval: '5s',
    });
  });

  it('prefers the plainest program', async () => {
    const files = { '/usr/bin/python3': '', '/usr/bin/curl': '' };
    const health = await made(
      { test: curl, files, pages: { ':8000/health': 204 } },
      { change: 'client' },
    );
    expect(health['test']).toContain('curl');
  });

  it('for a container without one, of the page that answers', async () => {
    const told = {
      compose: compose.replace(/ {4}healthcheck:\n {6}test.*\n {6}interval.*\n/, ''),
      listens: [9000, 8000],
      pages: { ':8000/': 404, ':9000/': 200 },
    };
    const health = await made(told, { change: 'first' });
    expect(JSON.stringify(health['test'])).toContain('http://127.0.0.1:9000/');
    expect(health).toMatchObject({ interval: '10s', timeout: '5s' });
  });

  it('for PostgreSQL over TCP, with its own program', async () => {
    const more: FakeContainer = {
      labels: labels('web'),
      command: ['docker-entrypoint.sh', 'postgres'],
      env: ['POSTGRES_USER=shop', 'POSTGRES_DB=orders', 'PGDATA=/var/lib/postgresql/data'],
      files: { '/usr/bin/pg_isready': '' },
    };
    const health = await made({ listens: [5432], more }, { change: 'first' });
    expect(health['test']).toEqual([
      ...['CMD', 'pg_isready', '-h', '127.0.0.1', '-U', 'shop', '-d', 'orders'],
    ]);
  });

  it('as one line, with its dollar signs kept from compose', async () => {
    const words = ['CMD', 'curl', 'http://localhost:$PORT/', '||', 'exit', '1'];
    const told = { test: words, files: { '/bin/sh': '', '/usr/bin/curl': '' } };
    const health = await made(told, { change: 'one-line' });
    expect(health['test']).toBe('curl http://localhost:$$PORT/ || exit 1');
  });

  it('at another port, where its page answers', async () => {
    const told = { test: curl, listens: [9000], pages: { ':9000/health': 200 } };
    const health = await made(told, { change: 'address', port: 9000, host: 'loopback' });
    expect(health['test']).toEqual(['CMD', 'curl', '-f', 'http://127.0.0.1:9000/health']);
  });

  it('with a start period of twice the time that it was up', async () => {
    const health = await made({ test: curl, pages: { ':8000/health': 200 } }, { change: 'time' });
    expect(health).toEqual({ test: ['CMD', 'former'], interval: '5s', start_period: '50s' });
  });

  it('so that it fails when redis says anything but PONG', async () => {
    const told = {
      test: ['CMD-SHELL', 'redis-cli ping || true'],
      files: { '/bin/sh': '', '/bin/grep': '', '/usr/bin/redis-cli': '' },
    };
    const health = await made(told, { change: 'minding' });
    expect(health['test']).toBe('redis-cli ping | grep -q PONG');
  });
});

describe('nothing is guessed', () => {
  test.each<[string, Told, object, RegExp]>([
    [
      'no client',
      { test: curl, files: {}, pages: { ':8000/health': 200 } },
      { change: 'client' },
      /has none of/,
    ],
    [
      'a page that fails by itself',
      { test: curl, pages: { ':8000/health': 500 } },
      { change: 'client' },
      /fails by itself/,
    ],
    ['a check that asks no page', { test: ['CMD', 'true'] }, { change: 'client' }, /no page/],
    [
      'a port where nothing listens',
      { test: curl, listens: [] },
      { change: 'address', port: 9000 },
      /nothing in it listens/,
    ],
    [
      'a page that leads elsewhere',
      { test: curl, pages: { ':8000/x': 302 } },
      { change: 'address', path: '/x' },
      /nothing is gained/,
    ],
    ['no page to begin with', { listens: [8000] }, { change: 'first' }, /no page was answered/],
    [
      'a line whose program is missing',
      { test: ['CMD', 'nc -z x 1'], files: { '/bin/sh': '' } },
      { change: 'one-line' },
      /would need nc/,
    ],
    [
      'a check that has time enough',
      { test: curl, health: 'healthy' },
      { change: 'time' },
      /time enough/,
    ],
  ])('%s', async (_, told, args, words) => {
    const result = await askOn(world(told), composeCheckEdit, { container: 'web', ...args });
    expect(result).toMatchObject({ outcome: 'unreadable', detail: expect.stringMatching(words) });
  });

  it('a file that shares the check with others stays', async () => {
    const shared = compose
      .replace(
        '    healthcheck:\n      test: ["CMD", "former"]',
        '    healthcheck: &check\n      test: ["CMD", "former"]',
      )
      .replace('    image: shop/worker', '    image: shop/worker\n    healthcheck: *check');
    const told = { test: curl, compose: shared, pages: { ':8000/health': 200 } };
    const result = await askOn(world(told), composeCheckEdit, {
      container: 'web',
      change: 'client',
    });
    expect(result).toMatchObject({
      outcome: 'unreadable',
      detail: expect.stringMatching(/anchor/),
    });
  });
});

describe('what waits is made to wait for the start', () => {
  const ask = (...waiting: readonly string[]) =>
    askOn(world({}), composeWaitingEdit, { container: 'web', waiting });

  it('by its condition alone', async () => {
    const found = data(await ask('worker'));
    expect(found).toMatchObject({ path: file, container: 'worker' });
    expect(found['by']).toContain('condition: "service_started"');
  });

  it('unless several wait', async () => {
    expect(await ask('worker', 'web')).toMatchObject({ outcome: 'unreadable' });
  });
});
