import { describe, expect, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import { containerHealth } from '../../src/probes/container-health.ts';
import { inspectedAs, ran, type Sample } from './inspected.ts';
import { absent, data, failed, json, text, told, type Answers } from './told.ts';

const path = 'GET /containers/shop-web-1/json';
const now = json({ at: '2026-11-20T09:05:00Z' });

const look = async (sample: Sample, more: Answers = {}) =>
  data(
    await told(
      containerHealth,
      { container: 'shop-web-1' },
      { [path]: json(inspectedAs(sample)), 'read the clock': now, ...more },
    ),
  );

type Run = ReturnType<typeof ran>;

const checked = (
  check: string | readonly string[],
  runs: readonly Run[],
  status = 'unhealthy',
): Sample => ({
  state: { Health: { Status: status, FailingStreak: runs.length, Log: runs } },
  config: {
    Healthcheck: {
      Test: typeof check === 'string' ? ['CMD-SHELL', check] : check,
      Interval: 5e9,
      Timeout: 2e9,
      StartPeriod: 10e9,
      Retries: 4,
    },
  },
});

const curl = 'curl -fsS http://localhost:3000/health || exit 1';

describe('the verdict', () => {
  test.each<[string, Sample]>([
    ['not-running', { state: { Status: 'exited' } }],
    ['not-running', { ...checked(curl, [ran(5, 7)]), state: { Status: 'paused' } }],
    ['no-check', {}],
    ['no-check', { config: { Healthcheck: { Test: ['NONE'] } } }],
    ['no-check', checked(['NONE'], [], 'none')],
    ['starting', checked(curl, [], 'starting')],
    ['starting', checked(curl, [ran(5, 22, 'returned error: 503')], 'starting')],
    ['tool-missing', checked(curl, [ran(5, 127, 'sh: 1: curl: not found')], 'starting')],
    ['healthy', checked(curl, [ran(5, 0, 'ok')], 'healthy')],
    ['healthy', checked(curl, [ran(5, 22, 'returned error: 503'), ran(9, 0, 'ok')], 'healthy')],
    ['contradicts', checked('redis-cli ping', [ran(5, 0, 'NOAUTH Authentication')], 'healthy')],
    ['server-error', checked(curl, [ran(5, 22, 'returned error: 503')])],
    ['client-error', checked(curl, [ran(5, 22, 'returned error: 404')])],
    ['refused', checked(curl, [ran(5, 7, 'Connection refused')])],
    ['timeout', checked(curl, [ran(5, -1, 'Health check exceeded timeout (2s)')])],
    ['silent', checked(curl, [ran(5, 1)])],
    ['asks-another', checked('curl -f http://db:80/', [ran(5, 7, 'Connection refused')])],
    ['refused', checked('curl -f http://web:80/', [ran(5, 7, 'Connection refused')])],
    ['refused', checked('curl -f http://$HOSTNAME:80/', [ran(5, 7, 'Connection refused')])],
    ['name', checked('curl -f http://api:80/', [ran(5, 6, 'Could not resolve host: api')])],
    ['other', checked('/usr/bin/ask', [ran(5, 1, 'returned error: 503')])],
  ])('is %s (%#)', async (verdict, sample) => {
    const script = { 'in shop-web-1: read /usr/bin/ask': text('\x7fELF\0') };
    const seen = await look(sample, JSON.stringify(sample).includes('/usr/bin/ask') ? script : {});
    expect(seen.verdict).toBe(verdict);
  });

  test('is not that of an earlier life: the engine keeps old runs in its log', async () => {
    const seen = await look(checked(curl, [ran(-9, 22, 'returned error: 503')], 'starting'));
    expect(seen).toMatchObject({ verdict: 'starting' });
  });
});

describe('it tells', () => {
  test('times: the check its own, the client its shorter one', async () => {
    const runs = [ran(30, 28, 'timed out'), ran(35, 28, 'timed out')];
    expect(await look(checked('curl -fsS -m 1 localhost:3000', runs))).toMatchObject({
      'limit-ms': 1000,
      'patience-ms': 30_000,
      'up-ms': 300_000,
      'failed-ms': 35_000,
      after: 'timeout',
    });
  });

  test('no time of failure where a run passed since the start', async () => {
    const seen = await look(checked(curl, [ran(5, 0), ran(10, 7, 'Connection refused')]));
    expect(seen).toMatchObject({ after: 'refused' });
    expect(seen).not.toHaveProperty('failed-ms');
  });

  test.each([
    ['http://127.0.0.1:3000/', 'Connection refused', 'loopback-4'],
    ['http://0.0.0.0:3000/', 'Connection refused', 'loopback-4'],
    ['http://[::1]:3000/', 'Connection refused', 'loopback-6'],
    ['http://localhost:3000/', 'Connection refused', 'loopback'],
    ['http://localhost:3000/', 'connect ECONNREFUSED ::1:3000', 'loopback-6'],
    ['http://localhost:3000/', 'connect ECONNREFUSED 127.0.0.1:3000', 'loopback-4'],
    ['http://172.18.0.2:3000/', 'Connection refused', 'own'],
  ])('whom %s asks (%s): %s', async (url, words, asks) => {
    expect(await look(checked(`curl -f ${url}`, [ran(5, 7, words)]))).toMatchObject({
      asks,
      reach: asks,
      port: 3000,
      path: '/',
      scheme: 'http',
    });
  });

  test('that a published port is for others too', async () => {
    const network = { Ports: { '3000/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] } };
    const seen = await look({ ...checked(curl, [ran(5, 0)], 'healthy'), network });
    expect(seen).toMatchObject({ asks: 'loopback', reach: 'own', 'host-port': 8080 });
  });

  test('what a script of the image asks', async () => {
    const script = '#!/bin/sh\n# not http://localhost:1/\ncurl -f http://localhost:3000/up\n';
    const seen = await look(checked(['CMD', '/check.sh'], [ran(5, 7, 'Connection refused')]), {
      'in shop-web-1: read /check.sh': text(script),
    });
    expect(seen).toMatchObject({
      verdict: 'refused',
      port: 3000,
      path: '/up',
      tools: ['/check.sh'],
    });
  });

  test('nothing where the script cannot be read', async () => {
    const seen = await look(checked(['CMD', '/check.sh'], [ran(5, 7, 'Connection refused')]), {
      'in shop-web-1: read /check.sh': failed('permission'),
    });
    expect(seen).toMatchObject({ verdict: 'other' });
    expect(seen).not.toHaveProperty('port');
  });

  test('how compose calls it, for the lines that recreate it', async () => {
    const sample = checked(curl, [ran(5, 7, 'Connection refused')]);
    const Labels = {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'web',
      'com.docker.compose.project.working_dir': '/srv/shop',
      'com.docker.compose.project.config_files': '/srv/shop/a.yaml,/srv/shop/b.yaml',
    };
    expect(await look({ ...sample, config: { ...sample.config, Labels } })).toMatchObject({
      project: 'shop',
      service: 'web',
      folder: '/srv/shop',
      files: '/srv/shop/a.yaml:/srv/shop/b.yaml',
    });
  });

  test('the end of long words, where the cause stands', async () => {
    const words = `${'trace\n'.repeat(400)}Connection refused`;
    const { excerpt } = await look(checked(curl, [ran(5, 1, words)]));
    expect(String(excerpt)).toMatch(/^CMD-SHELL curl[^\n]*\nexit 1: …[\s\S]*Connection refused$/);
    expect(String(excerpt).length).toBeLessThan(2000);
  });
});

describe('a container without a check', () => {
  const Labels = {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': 'web',
  };
  const query = new URLSearchParams({
    all: '1',
    filters: '{"label":["com.docker.compose.project=shop"]}',
  }).toString();
  const list = `GET /containers/json?${query}`;
  const waits = (depends: string) => ({
    Names: ['/shop-worker-1'],
    Labels: { ...Labels, 'com.docker.compose.depends_on': depends },
  });

  test.each([
    ['db:service_started:true,web:service_healthy:false', 'check-absent', ['shop-worker-1']],
    ['web:service_healthy', 'check-absent', ['shop-worker-1']],
    ['web:service_started:false,web2:service_healthy:false', 'no-check', []],
    ['', 'no-check', []],
  ])('where another depends on %j: %s', async (depends, verdict, waiting) => {
    const seen = await look({ config: { Labels } }, { [list]: json([waits(depends), {}]) });
    expect(seen).toMatchObject({ verdict, waiting });
  });

  test.each(blindOutcomes)('is not judged where the others are %s', async (outcome) => {
    const answers = {
      [path]: json(inspectedAs({ config: { Labels } })),
      'read the clock': now,
      [list]: failed(outcome),
    };
    expect(await told(containerHealth, { container: 'shop-web-1' }, answers)).toMatchObject({
      outcome,
    });
  });
});

describe('it cannot say', () => {
  const ask = (answers: Answers) => told(containerHealth, { container: 'shop-web-1' }, answers);

  test('anything about a container that is not there', async () => {
    const answers = { [path]: absent(), 'read the clock': now };
    expect(await ask(answers)).toMatchObject({ outcome: 'not-found' });
  });

  test.each(blindOutcomes)('anything where the engine is %s', async (outcome) => {
    const answers = { [path]: failed(outcome), 'read the clock': now };
    expect(await ask(answers)).toMatchObject({ outcome, detail: `${outcome}, in so many words` });
  });

  test('anything about an inspect of another form', async () => {
    const answers = { [path]: json({ Id: 1 }), 'read the clock': now };
    expect(await ask(answers)).toMatchObject({ outcome: 'unreadable' });
  });

  test("ages without the target's clock", async () => {
    const answers = { [path]: json(inspectedAs()), 'read the clock': failed('timeout') };
    expect(await ask(answers)).toMatchObject({ outcome: 'timeout' });
  });
});
