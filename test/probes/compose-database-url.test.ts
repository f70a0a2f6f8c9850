import { describe, expect, it, test } from 'vitest';
import { composeDatabaseUrl } from '../../src/probes/compose-database-url.ts';
import { composeEnvFiles } from '../../src/probes/compose-env-files.ts';
import type { Reply } from '../../src/core/target.ts';
import { askOn, type FakeHost } from './fake-host.ts';
import { data, failed } from './told.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const labels = {
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'api',
  'com.docker.compose.project.working_dir': '/srv/shop',
  'com.docker.compose.project.config_files': '/srv/shop/compose.yaml',
  'com.docker.compose.version': '2.26.1',
};
const url = (password: string) => `postgres://app:${password}@db/shop`;

const printed = (environment: Record<string, string>): Reply => ({
  ok: true,
  exit: 0,
  stdout: bytes(JSON.stringify({ services: { api: { environment } } })),
  stderr: bytes(''),
});
const refusedBy = (stderr: string): Reply => ({ ok: true, exit: 1, stderr: bytes(stderr) });

const world = (more: Partial<FakeHost> = {}, own = url('kestrel')): FakeHost => ({
  containers: { api: { env: [`DATABASE_URL=${own}`], labels } },
  files: {
    '/srv/shop/compose.yaml': 'services: {api: {env_file: api.env}}',
    '/srv/shop/api.env': `DATABASE_URL=${url('kestrel')}\n`,
  },
  exec: () => printed({ DATABASE_URL: url('kestrel') }),
  ...more,
});
const ask = (host: FakeHost, args: object = {}) =>
  askOn(host, composeDatabaseUrl, {
    container: 'api',
    name: 'DATABASE_URL',
    client: 'libpq',
    ...args,
  });

describe('what compose would give a container now', () => {
  it('is the same as it has', async () => {
    const found = data(await ask(world()));
    expect(found).toMatchObject({ by: 'compose', value: 'same', host: 'db', whole: [] });
    expect(found).not.toHaveProperty('credentials');
    expect(found['places']).toEqual(['/srv/shop/api.env:1']);
  });

  it('is something else, where the files were changed since', async () => {
    const exec = () => printed({ DATABASE_URL: url('juniper') });
    expect(data(await ask(world({ exec })))).toMatchObject({
      value: 'differs',
      credentials: { user: 'app', broken: 'no' },
    });
  });

  it('has single dollar signs, though compose prints them doubled', async () => {
    const exec = () => printed({ DATABASE_URL: url('pa$$word') });
    expect(data(await ask(world({ exec }, url('pa$word'))))).toMatchObject({ value: 'same' });
  });

  it('is less than the file has, where compose takes a part of it for a variable', async () => {
    const files = {
      '/srv/shop/compose.yaml': 'services: {api: {env_file: api.env}}',
      '/srv/shop/api.env': `DATABASE_URL=${url('pa$word')}\n`,
    };
    const exec = () => printed({ DATABASE_URL: url('pa') });
    const found = data(await ask(world({ exec, files }, url('pa'))));
    expect(found).toMatchObject({ value: 'same', cut: true });
    expect(found['whole']).toMatchObject([{ user: 'app', password: { shape: { length: 7 } } }]);
  });

  it('tells the host too, where the value was cut before it', async () => {
    const files = {
      '/srv/shop/compose.yaml': 'services: {api: {env_file: api.env}}',
      '/srv/shop/api.env': `DATABASE_URL=${url('pa #word')}\n`,
    };
    const cutOff = 'postgres://app:pa';
    const exec = () => printed({ DATABASE_URL: cutOff });
    expect(data(await ask(world({ exec, files }, cutOff)))).toMatchObject({
      host: '',
      'whole-host': 'db',
      'whole-port': 5432,
    });
  });

  it('is read from the files where there is no compose plugin', async () => {
    for (const exec of [
      () => failed('tool-missing'),
      () => refusedBy("docker: 'compose' is not a docker command."),
      () => refusedBy("unknown shorthand flag: 'p' in -p"),
    ]) {
      expect(data(await ask(world({ exec })))).toMatchObject({ by: 'model', value: 'same' });
    }
  });

  it('is that of an env file that docker run was given', async () => {
    const files = { '/srv/api.env': `DATABASE_URL="${url('kestrel')}"\n` };
    const containers = { api: { env: [`DATABASE_URL="${url('kestrel')}"`] } };
    expect(data(await ask({ containers, files }, { file: '/srv/api.env' }))).toMatchObject({
      by: 'model',
      value: 'same',
    });
  });

  it.each([
    ['it bears no labels', { containers: { api: {} } }],
    [
      'the service is gone from the files',
      { exec: () => ({ ...printed({}), stdout: bytes('{"services":{}}') }) },
    ],
    ['no variable of the service names one', { exec: () => printed({ PORT: '1' }) }],
  ])('is nothing where %s', async (_, more) => {
    expect(await ask(world(more as Partial<FakeHost>))).toMatchObject({ outcome: 'not-found' });
  });

  it.each<[string, Partial<FakeHost>, string]>([
    [
      'compose refuses the files',
      { exec: () => refusedBy('env file /srv/shop/api.env not found') },
      'unreadable',
    ],
    [
      'compose prints something else',
      { exec: () => ({ ok: true, exit: 0, stdout: bytes('hello') }) },
      'unreadable',
    ],
    [
      'compose prints without end',
      { exec: () => ({ ...printed({}), truncated: true }) },
      'unreadable',
    ],
    ['compose is not to be started', { exec: () => failed('permission') }, 'permission'],
    ['compose does not end', { exec: () => failed('timeout') }, 'timeout'],
    [
      'the files are gone, and compose is not there',
      { exec: () => failed('tool-missing'), files: {} },
      'unreadable',
    ],
    [
      'the files use what is not followed, and compose is not there',
      {
        exec: () => failed('tool-missing'),
        files: { '/srv/shop/compose.yaml': 'services: {api: {extends: {service: base}}}' },
      },
      'unreadable',
    ],
  ])('is not seen where %s', async (_, more, outcome) => {
    expect(await ask(world(more))).toMatchObject({ outcome });
  });

  it('never shows a password', async () => {
    const exec = () => printed({ DATABASE_URL: url('juniper') });
    expect(JSON.stringify(await ask(world({ exec })))).not.toMatch(/kestrel|juniper/);
  });
});

describe('the env files of a service', () => {
  test('are those that its compose file names, and .env beside it', async () => {
    const files = {
      '/srv/shop/compose.yaml': 'services: {api: {env_file: api.env}}',
      '/srv/shop/api.env': 'A=1\n',
      '/srv/shop/.env': 'B=1\n',
    };
    const found = data(await askOn(world({ files }), composeEnvFiles, { container: 'api' }));
    expect(found['candidates']).toMatchObject([
      { value: '/srv/shop/api.env', strength: 'sure' },
      { value: '/srv/shop/.env', strength: 'maybe' },
    ]);
  });

  test('are none where no compose file made it', async () => {
    const result = await askOn({ containers: { api: {} } }, composeEnvFiles, { container: 'api' });
    expect(result).toMatchObject({ outcome: 'not-found' });
  });
});
