import { describe, expect, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import { deployScript } from '../../src/probes/deploy-script.ts';
import { id, inspectedAs, ran, type Sample } from './inspected.ts';
import { absent, cut, data, failed, json, text, told } from './told.ts';

const path = 'GET /containers/shop-web-1/json';
const script = '/srv/shop/deploy.sh';
const args = { container: 'shop-web-1', file: script };

const web: Sample = {
  config: { Labels: { 'com.docker.compose.service': 'web' } },
  network: { Ports: { '3000/tcp': [{ HostIp: '0.0.0.0', HostPort: '3001' }] } },
};

/** It failed a check at 8 s, and passed one at 12 s. */
const slow: Sample = {
  ...web,
  state: {
    Health: { Status: 'healthy', FailingStreak: 0, Log: [ran(4, 7), ran(8, 7), ran(12, 0)] },
  },
};

const look = async (content: string, sample: Sample = web) =>
  data(
    await told(deployScript, args, {
      [`read ${script}`]: text(content),
      [path]: json(inspectedAs(sample)),
    }),
  );

const waiting = (ask: string, attempts: number, before = '') =>
  `docker compose up -d\n${before}\nfor i in $(seq ${String(attempts)}); do\n  ${ask} && exit 0\n  sleep 1\ndone\nexit 1\n`;

const curl = 'curl -fsS -m 1 http://localhost:3001/health';

describe('a deploy script', () => {
  test.each([
    ['asks-inside', 'docker compose exec -T web wget -qO- localhost'],
    ['asks-inside', 'docker exec shop-web-1 wget -qO- localhost'],
    ['asks-inside', `docker exec ${id.slice(0, 12)} wget -qO- localhost`],
    ['asks-inside', 'NAME=shop-web-1\ndocker exec $NAME wget -qO- localhost'],
    ['asks-inside-perhaps', 'docker exec "$1" wget -qO- localhost'],
    ['asks-nothing', 'docker exec shop-db-1 pg_isready -U app'],
    ['asks-nothing', 'docker exec shop-web-10 wget -qO- localhost'],
    ['asks-published', 'curl -f http://localhost:3001/health'],
    ['asks-published', 'curl -f http://localhost:9/x\ncurl -f http://localhost:3001/health'],
    ['asks-unpublished', 'curl -f http://localhost:3000/health'],
    ['asks-nothing', 'curl -f https://example.com/health'],
    ['asks-nothing', ''],
  ])('%s: %j', async (verdict, content) => {
    expect(await look(content)).toMatchObject({ verdict });
  });

  test.each([
    ['asks-published', '127.0.0.1', 'localhost', '127.0.0.1'],
    ['asks-published', '127.0.0.1', '127.0.0.1', '127.0.0.1'],
    ['asks-published', '', '0.0.0.0', '127.0.0.1'],
    ['asks-published', '::', '[::1]', '::1'],
    ['asks-published', '::1', 'localhost', '::1'],
    // Whoever listens there is another program.
    ['asks-unpublished', '192.0.2.1', 'localhost', '127.0.0.1'],
    ['asks-unpublished', '127.0.0.1', '[::1]', '::1'],
    ['asks-unpublished', '127.0.0.2', '127.0.0.1', '127.0.0.1'],
  ])('%s: published at %j, asked at %s', async (verdict, HostIp, host, address) => {
    const at = { network: { Ports: { '3000/tcp': [{ HostIp, HostPort: '3001' }] } } };
    expect(await look(`curl -f http://${host}:3001/`, at)).toMatchObject({ verdict, address });
  });

  test('asks nothing of a container that publishes another protocol only', async () => {
    const udp = { network: { Ports: { '3000/udp': [{ HostIp: '', HostPort: '3001' }] } } };
    expect(await look('curl -f http://localhost:3001/', udp)).toMatchObject({
      verdict: 'asks-nothing',
    });
  });

  test('asks nothing of a container that publishes no port', async () => {
    expect(await look('curl -f http://localhost:3000/', {})).toMatchObject({
      verdict: 'asks-nothing',
    });
  });

  test('says where, with what, and which page', async () => {
    expect(
      await look("set -e\ndocker exec shop-web-1 sh -c 'curl -f x || wget x'\n"),
    ).toMatchObject({
      at: `${script}:2`,
      tools: ['curl', 'wget'],
      alternatives: true,
      shell: '/bin/sh',
      excerpt: `${script}:2: docker exec shop-web-1 sh -c 'curl -f x || wget x'`,
    });
    expect(await look(curl)).toMatchObject({
      at: `${script}:1`,
      'host-port': 3001,
      path: '/health',
      scheme: 'http',
    });
  });

  test('that is not named asks nothing', async () => {
    expect(data(await told(deployScript, { container: 'shop-web-1' }, {}))).toMatchObject({
      verdict: 'no-script',
    });
  });
});

describe('the patience of a deploy script', () => {
  const health = "[ $(docker inspect -f '{{.State.Health.Status}}' shop-web-1) = healthy ]";
  test.each([
    ['too-short', waiting(curl, 3)],
    // Six attempts may take twelve seconds: it was up before.
    ['enough', waiting(curl, 6)],
    ['too-short-perhaps', waiting(curl, 3, './migrate.sh')],
    ['too-short-perhaps', waiting('docker exec $NAME wget -q localhost', 3)],
    ['no-wait', waiting('docker exec shop-db-1 pg_isready', 3)],
    ['no-wait', curl],
    // It waits for the check itself, which passed only at twelve.
    ['too-short', waiting(health, 5)],
    ['enough', waiting(health, 15)],
  ])('is %s: %j', async (patience, content) => {
    expect(await look(content, slow)).toMatchObject({ patience });
  });

  test('is told with what was measured', async () => {
    const seen = await look(waiting(curl, 3), slow);
    expect(seen).toMatchObject({ 'waits-ms': 3000, 'start-ms': 8000 });
  });

  const healthyWith = (...Log: readonly ReturnType<typeof ran>[]): Sample => ({
    ...web,
    config: { ...web.config, Healthcheck: { Test: ['CMD', 'true'], Interval: 4_000_000_000 } },
    state: { Health: { Status: 'healthy', FailingStreak: 0, Log } },
  });

  test('is enough where the very first check passed before it gives up', async () => {
    const quick = healthyWith(ran(4, 0));
    expect(await look(waiting(curl, 5), quick)).toMatchObject({ patience: 'enough' });
    expect(await look(waiting(curl, 4), quick)).toMatchObject({ patience: 'unmeasured' });
  });

  test('is enough where it outlasts the oldest check that the engine remembers', async () => {
    const old = healthyWith(...[40, 44, 48, 52, 56].map((at) => ran(at, 0)));
    expect(await look(waiting(curl, 60), old)).toMatchObject({ patience: 'enough' });
    expect(await look(waiting(curl, 30), old)).toMatchObject({ patience: 'unmeasured' });
  });

  test('is not measured by an outage of today', async () => {
    const [out, back] = [ran(86_400, 7), [4, 8, 12, 16].map((at) => ran(86_400 + at, 0))];
    expect(await look(waiting(curl, 60), healthyWith(out, ...back))).toMatchObject({
      patience: 'unmeasured',
    });
  });

  test('is measured while the engine still remembers the first check', async () => {
    const whole = healthyWith(...[4, 8, 12, 16].map((at) => ran(at, 7)), ran(20, 0));
    const seen = await look(waiting(curl, 3), whole);
    expect(seen).toMatchObject({ patience: 'too-short', 'start-ms': 16_000 });
  });

  test.each([
    ['the first known check passed', [ran(30, 0)]],
    ['none has passed yet', [ran(4, 7), ran(8, 7)]],
    ['the failures are of an earlier life', [ran(-8, 7), ran(4, 0)]],
  ])('is not judged where %s', async (_, Log) => {
    const sample = { ...web, state: { Health: { Status: 'healthy', FailingStreak: 0, Log } } };
    expect(await look(waiting(curl, 1), sample)).toMatchObject({ patience: 'unmeasured' });
  });
});

describe('it cannot say', () => {
  const read = `read ${script}`;
  const inspect = { [path]: json(inspectedAs(web)) };

  test.each([...blindOutcomes, 'not-found'] as const)(
    'anything about a file that is %s',
    async (outcome) => {
      const answers = { [read]: failed(outcome), ...inspect };
      expect(await told(deployScript, args, answers)).toMatchObject({ outcome });
    },
  );

  test('anything about a file of which it read a part', async () => {
    const answers = { [read]: cut('curl -f http://localhost:3001/'), ...inspect };
    expect(await told(deployScript, args, answers)).toMatchObject({ outcome: 'unreadable' });
  });

  test.each(blindOutcomes)('anything where the engine is %s', async (outcome) => {
    const answers = { [read]: text(curl), [path]: failed(outcome) };
    expect(await told(deployScript, args, answers)).toMatchObject({ outcome });
  });

  test('anything about a container that is gone', async () => {
    const answers = { [read]: text(curl), [path]: absent() };
    expect(await told(deployScript, args, answers)).toMatchObject({ outcome: 'not-found' });
  });
});
