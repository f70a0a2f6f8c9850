import { describe, expect, test } from 'vitest';
import { blindOutcomes, type Failure } from '../../src/core/outcome.ts';
import { dataSchema, type AnyProbe, type Context } from '../../src/core/probe.ts';
import type { Reply } from '../../src/core/target.ts';
import { probes } from '../../src/probes/index.ts';
import { createVault } from '../../src/run/vault.ts';
import { absent, failed } from './told.ts';

// Every probe, whatever kind of failure its target answers with. A probe that is not in the table
// fails the first test.

const vault = createVault();
const secret = vault.secret('Kestrel-Harbor-71');
const login = { user: 'app', database: 'shop', passwords: [secret], broken: 'no' };
const container = 'shop-api-1';
const module = { container, module: 'redis', language: 'python' };
const wanted = { version: '3.11', wanted: ['/usr/lib/python3/dist-packages/redis'] };
const file = { file: '/srv/shop/deploy.sh' };

type Contract = {
  readonly args: object;
  /** Said of a container, a file or a name that is not there. */
  readonly gone: 'not-found' | 'unreadable' | 'found';
};

const table: Readonly<Record<string, Contract>> = {
  'app.database-url': { args: { container }, gone: 'unreadable' },
  'app.last-error': { args: { container }, gone: 'not-found' },
  'app.setting-edit': {
    args: { container, name: 'DATABASE_URL', change: 'encoded' },
    gone: 'not-found',
  },
  'app.setting-variable': {
    args: { container, name: 'DATABASE_URL', value: secret },
    gone: 'not-found',
  },
  'compose.check-edit': { args: { container, change: 'client' }, gone: 'not-found' },
  'compose.variable-edit': { args: { container, name: 'DATABASE_URL' }, gone: 'not-found' },
  'compose.waiting-edit': { args: { container, waiting: ['shop-worker-1'] }, gone: 'not-found' },
  'compose.database-url': { args: { container }, gone: 'unreadable' },
  'compose.drift': { args: { container }, gone: 'not-found' },
  'compose.env-files': { args: { container }, gone: 'not-found' },
  'compose.images': { args: { project: 'shop', service: 'worker' }, gone: 'not-found' },
  'compose.service': { args: { project: 'shop', service: 'worker' }, gone: 'not-found' },
  'container.crashes': { args: { container }, gone: 'not-found' },
  'container.health': { args: { container }, gone: 'not-found' },
  'container.last-words': { args: { container }, gone: 'not-found' },
  'container.listens': {
    args: { container, port: 3000, whom: 'own', after: 'other', 'patience-ms': 0, 'up-ms': 1 },
    gone: 'not-found',
  },
  'container.tools': { args: { container, tools: ['curl'] }, gone: 'not-found' },
  'deploy.script': { args: { container, ...file }, gone: 'not-found' },
  'docker.access': { args: {}, gone: 'unreadable' },
  'docker.elsewhere': { args: { endpoint: 'unix:///var/run/docker.sock' }, gone: 'unreadable' },
  'docker.membership': { args: { socket: '/var/run/docker.sock' }, gone: 'not-found' },
  'file.deployed': { args: { ...file, project: '/srv/shop' }, gone: 'not-found' },
  'file.executable': { args: file, gone: 'not-found' },
  'file.interpreter': { args: file, gone: 'not-found' },
  'file.lease': { args: file, gone: 'not-found' },
  'file.writers': { args: { ...file, refused: 'executing' }, gone: 'not-found' },
  'http.answer': { args: { address: '192.0.2.5', port: 3000 }, gone: 'unreadable' },
  'image.registry': { args: { image: 'shop/api:1' }, gone: 'unreadable' },
  'module.complaint': { args: { container }, gone: 'not-found' },
  'module.covered': { args: { ...module, ...wanted }, gone: 'not-found' },
  'module.distribution': { args: { ...module, ...wanted }, gone: 'not-found' },
  'module.elsewhere': { args: { ...module, ...wanted }, gone: 'not-found' },
  'module.newer-image': { args: { ...module, ...wanted }, gone: 'not-found' },
  'module.search': { args: module, gone: 'not-found' },
  'module.spec': {
    args: { ...module, interpreter: '/usr/bin/python3', start: '/app' },
    gone: 'not-found',
  },
  'network.name': { args: { container, host: 'db', port: 5432 }, gone: 'unreadable' },
  'network.namesake': {
    args: { container, host: 'db', port: 5432, proven: 'split' },
    gone: 'not-found',
  },
  'network.stopped-server': { args: { container, host: 'db' }, gone: 'not-found' },
  'postgres.given': { args: { server: 'db', container: login }, gone: 'unreadable' },
  'postgres.login': {
    args: { address: '192.0.2.5', port: 5432, container: login },
    gone: 'unreadable',
  },
  'postgres.refusal': { args: { server: 'db', user: 'app' }, gone: 'unreadable' },
  'postgres.role': { args: { server: 'db', container: login }, gone: 'unreadable' },
  'postgres.servers': {
    args: { container, host: 'db', port: 5432, credentials: login },
    gone: 'unreadable',
  },
  'process.variable': { args: { container, names: ['DATABASE_URL'] }, gone: 'not-found' },
};

const ask = (probe: AnyProbe, answer: (...of: Parameters<Context['send']>) => Reply) => {
  const args = probe.args.parse(table[probe.name]?.args) as never;
  const { signal } = new AbortController();
  return probe.run(args, { ...vault, send: async (request) => answer(request), signal });
};

test('every probe stands in the table, and nothing else does', () => {
  expect(Object.keys(table).sort()).toEqual(probes.map(({ name }) => name).sort());
});

describe.each(probes.map((probe) => [probe.name, probe] as const))('%s', (name, probe) => {
  test.each(blindOutcomes)(
    'answers %s with just that, in the words that were said',
    async (outcome) => {
      const detail = `the target's own words about ${outcome}`;
      const result = await ask(probe, () => failed(outcome, detail));
      expect(result).toMatchObject({ outcome });
      expect((result as Failure).detail).toContain(detail);
      expect((result as Failure).subject).not.toBe('');
    },
  );

  test('says of what is not there what the table says, and explains no absence as a finding', async () => {
    const result = await ask(probe, (request) =>
      request.kind === 'docker' ? absent() : failed('not-found'),
    );
    expect(result).toMatchObject({ outcome: table[name]?.gone });
    if (result.outcome === 'not-found') expect(probe.missing).toBeDefined();
  });

  test('takes an answer that has no form for none', async () => {
    const odd = new TextEncoder().encode('\u0000\u0001 no form at all');
    const result = await ask(probe, () => ({
      ok: true,
      status: 418,
      exit: 99,
      stdout: odd,
      json: 7,
    }));
    // What is found must at least be what was promised; it is never a crash.
    if (result.outcome === 'found') dataSchema(probe, {}).parse(result.data);
  });
});
