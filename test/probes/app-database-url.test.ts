import { describe, expect, it, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import { appDatabaseUrl } from '../../src/probes/app-database-url.ts';
import { askOn, type FakeContainer, type FakeHost } from './fake-host.ts';
import { data, failed } from './told.ts';

const url = 'postgres://app:kestrel@db:5432/shop';
const other = 'postgres://app:juniper@db:5432/shop';
const path = 'PATH=/usr/bin';

const world = (api: FakeContainer, more: Partial<FakeHost> = {}): FakeHost => ({
  containers: { api },
  ...more,
});
const ask = (api: FakeContainer, more: Partial<FakeHost> = {}) =>
  askOn(world(api, more), appDatabaseUrl, { container: 'api' });
const given = (value: string, command = ['psql']): FakeContainer => ({
  env: [path, `DATABASE_URL=${value}`],
  command,
});

describe('the database of a container', () => {
  it('is what its process has, and what it was created with stands beside', async () => {
    const api = {
      env: [path, `DATABASE_URL=${url}`],
      command: ['/start.sh'],
      processes: [{ pid: 7, command: 'node app.js', env: [path, `DATABASE_URL=${other}`] }],
    };
    const found = data(await ask(api));
    expect(found).toMatchObject({
      name: 'DATABASE_URL',
      source: 'process',
      host: 'db',
      user: 'app',
    });
    expect(found['created']).not.toEqual(found['credentials']);
  });

  it('is that of the program, not of the shell that starts it', async () => {
    const api = {
      env: [path],
      command: ['/start.sh'],
      processes: [
        { pid: 7, command: '/bin/sh /start.sh', env: [path] },
        { pid: 8, command: 'node app.js', env: [path, `DATABASE_URL=${url}`] },
      ],
    };
    expect(data(await ask(api))).toMatchObject({ source: 'process', host: 'db' });
  });

  it('is what it was created with where its process has written over its environment', async () => {
    const api = {
      ...given(url),
      processes: [{ pid: 7, command: 'gunicorn: master', env: ['', '   '] }],
    };
    expect(data(await ask(api))).toMatchObject({ source: 'created' });
  });

  it("is what it was created with where the process's environment is another user's", async () => {
    const instead: FakeHost['instead'] = (request) =>
      request.kind === 'read' && request.path.endsWith('/environ')
        ? failed('permission')
        : undefined;
    expect(data(await ask(given(url), { instead }))).toMatchObject({ source: 'created' });
    expect(await ask({ env: [path], command: ['psql'] }, { instead })).toMatchObject({
      outcome: 'permission',
    });
  });

  it('may stand in a file of its image alone', async () => {
    const files = { '/app/.env': `DATABASE_URL=${url}\n` };
    const api = { env: [path], config: { Env: [path], WorkingDir: '/app' }, files };
    expect(data(await ask(api))).toMatchObject({ source: 'file', host: 'db' });
    const both = {
      ...api,
      config: { Env: [path, `DATABASE_URL=${other}`], WorkingDir: '/app' },
      env: [path, `DATABASE_URL=${other}`],
    };
    expect(data(await ask(both))).toMatchObject({ source: 'process', 'baked-file': '/app/.env' });
  });

  it('may have its password in a file that a variable names', async () => {
    const env = [
      path,
      'PGHOST=db',
      'PGUSER=app',
      'PGDATABASE=shop',
      'PGPASSWORD_FILE=/run/secrets/pw',
    ];
    const found = data(await ask({ env, files: { '/run/secrets/pw': 'kestrel\n' } }));
    expect(found['credentials']).toMatchObject({
      user: 'app',
      passwords: [{ shape: { length: 7 } }],
    });
  });

  it('is not there where neither variable nor file names one', async () => {
    expect(await ask({ env: [path, 'PORT=1'] })).toMatchObject({ outcome: 'not-found' });
  });

  it('is not told by a container that does not run and whose start script sets variables', async () => {
    const stopped = { env: [path], command: ['/start.sh'], stopped: true } as const;
    const script = { '/start.sh': '#!/bin/sh\nexport DATABASE_URL=x\nexec "$@"\n' };
    expect(await ask({ ...stopped, files: script })).toMatchObject({ outcome: 'unreadable' });
    const plain = { '/start.sh': '#!/bin/sh\necho hello\n' };
    expect(await ask({ ...stopped, files: plain })).toMatchObject({ outcome: 'not-found' });
  });

  it('is not looked for in the server itself, though it holds the same variables', async () => {
    const command = ['docker-entrypoint.sh', 'postgres'];
    expect(data(await ask(given(url, command)))).toMatchObject({ client: 'server' });
  });

  it('is not read out of a value without end', async () => {
    const long = `postgres://app:${'x'.repeat(9000)}@db/shop`;
    expect(await ask(given(long))).toMatchObject({ outcome: 'unreadable' });
  });

  it('never shows its password', async () => {
    for (const value of [
      url,
      `"${url}"`,
      'postgres://app:kes#trel@db/shop',
      'postgres://app:kes@trel@db/x',
    ]) {
      expect(JSON.stringify(await ask(given(value)))).not.toMatch(/kes|trel/);
    }
  });
});

describe('the client', () => {
  const node = (name: string) => ({ [`/app/node_modules/${name}`]: '' });
  const inApp = { Env: [path, `DATABASE_URL=${url}`], WorkingDir: '/app' };
  test.each<[string, FakeContainer, string]>([
    ['psql in its command', given(url, ['sh', '-c', 'psql "$DATABASE_URL"']), 'libpq'],
    ['pg', { ...given(url, ['node', 'x.js']), config: inApp, files: node('pg') }, 'pg'],
    [
      'postgres.js',
      { ...given(url, ['node', 'x.js']), config: inApp, files: node('postgres') },
      'postgres.js',
    ],
    [
      'Prisma before pg',
      {
        ...given(url, ['node', 'x.js']),
        config: inApp,
        files: { ...node('pg'), ...node('@prisma/client') },
      },
      'prisma',
    ],
    [
      'an adapter before Prisma',
      {
        ...given(url, ['node', 'x.js']),
        config: inApp,
        files: { ...node('@prisma/adapter-pg'), ...node('@prisma/client') },
      },
      'pg',
    ],
    ['nothing that is known', given(url, ['/bin/shop']), 'unknown'],
  ])('is told by %s', async (_, api, client) => {
    expect(data(await ask(api))).toMatchObject({ client });
  });

  it('is told by the packages of its Python', async () => {
    const folder = '/usr/local/lib/python3.11/site-packages';
    const api = {
      ...given(url, ['gunicorn', 'shop']),
      env: [path, `DATABASE_URL=${url}`, 'PYTHON_VERSION=3.11.4'],
      files: { [folder]: '', [`${folder}/psycopg2`]: '', [`${folder}/sqlalchemy`]: '' },
    };
    expect(data(await ask(api))).toMatchObject({ client: 'sqlalchemy' });
  });

  it('is unknown where the image has clients of two languages', async () => {
    const folder = '/usr/local/lib/python3.11/site-packages';
    const api = {
      ...given(url, ['/start']),
      files: { [folder]: '', [`${folder}/psycopg2`]: '', '/node_modules/pg': '' },
    };
    expect(data(await ask(api))).toMatchObject({ client: 'unknown', parsers: 'agree' });
  });
});

describe('what the client makes of it', () => {
  const read = async (value: string, command = ['psql']) => data(await ask(given(value, command)));
  it('may be another host, which is not the one that was meant', async () => {
    expect(await read('postgres://app:kes@trel@db/shop')).toMatchObject({
      parsed: 'other-host',
      host: 'db',
      credentials: { broken: 'url', passwords: [], literal: { shape: { length: 8 } } },
    });
  });

  it('may be nothing, for the quotes that were kept around it', async () => {
    expect(await read(`"${url}"`)).toMatchObject({
      parsed: 'rejected',
      host: 'db',
      credentials: { broken: 'quotes', repaired: { shape: { length: 7 } } },
    });
  });

  it('may be a database whose name ends in a carriage return', async () => {
    expect(await read(`${url}\r`)).toMatchObject({
      database: 'shop',
      credentials: { broken: 'quotes' },
    });
  });

  it('is another password where the text of it decodes', async () => {
    const found = await read('postgres://app:kes%41trel@db/shop');
    expect(found).toMatchObject({ parsed: 'ok', credentials: { broken: 'no' } });
    expect(found['credentials']).toHaveProperty('literal');
  });

  it('has no place where it was cut', async () => {
    expect(await read('postgres://app:kes')).toMatchObject({
      host: '',
      user: '',
      parsed: 'rejected',
    });
  });

  it('is a placeholder where nothing decrypted it', async () => {
    expect(await read('ENC[AES256_GCM,data:abc]')).toMatchObject({
      placeholder: true,
      parsed: 'rejected',
    });
  });

  it('is not the same to all where the client is unknown', async () => {
    const found = await read('postgres://app:p#w@db/shop', ['/bin/shop']);
    expect(found).toMatchObject({ parsers: 'disagree', credentials: { broken: 'url' } });
  });

  it('is that of the one client that knows the scheme', async () => {
    expect(await read('postgresql+psycopg2://app:pw@db/shop', ['/bin/shop'])).toMatchObject({
      parsers: 'agree',
      credentials: { broken: 'no' },
    });
  });
});

test.each(blindOutcomes)('a look that ends in %s is no finding', async (outcome) => {
  expect(await ask(given(url), { instead: () => failed(outcome) })).toMatchObject({ outcome });
});

it('a container that is gone does not say that it names no database', async () => {
  expect(await askOn({ containers: {} }, appDatabaseUrl, { container: 'api' })).toMatchObject({
    outcome: 'unreadable',
  });
});
