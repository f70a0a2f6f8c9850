import { describe, expect, it, test } from 'vitest';
import { appSettingEdit } from '../../src/probes/app-setting-edit.ts';
import { appSettingVariable } from '../../src/probes/app-setting-variable.ts';
import { composeVariableEdit } from '../../src/probes/compose-variable-edit.ts';
import { createVault } from '../../src/run/vault.ts';
import { askOn, type FakeHost } from './fake-host.ts';
import { data } from './told.ts';

const labels = (service: string) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': service,
  'com.docker.compose.project.working_dir': '/srv/shop',
  'com.docker.compose.project.config_files': '/srv/shop/compose.yaml',
  'com.docker.compose.version': '2.26.1',
});
type Files = Readonly<Record<string, string>>;

const at = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`/srv/shop/${name}`, text]));

const world = (files: Files, more: Partial<FakeHost> = {}): FakeHost => ({
  containers: { api: { labels: labels('api') } },
  files: at(files),
  ...more,
});

/** The files as they are once the edit is made. */
const edited = async (files: Files, args: object, more: Partial<FakeHost> = {}): Promise<Files> => {
  const host = world(files, more);
  const found = data(
    await askOn(host, appSettingEdit, { container: 'api', name: 'DATABASE_URL', ...args }),
  ) as Readonly<Record<'path' | 'replace' | 'by', string>>;
  const name = found.path.replace('/srv/shop/', '');
  const parts = (files[name] ?? '').split(found.replace);
  expect(parts).toHaveLength(2);
  return { ...files, [name]: parts.join(found.by) };
};

const envFile = 'services:\n  api:\n    env_file: api.env\n';
const url = (password: string, host = 'db:5432') => `postgresql://app:${password}@${host}/shop`;

describe('the setting is written where it stands', () => {
  it('in an env file, encoded', async () => {
    const files = {
      'compose.yaml': envFile,
      'api.env': `# ours\nDATABASE_URL=${url('p@ss')}\nX=1\n`,
    };
    expect(await edited(files, { change: 'encoded' })).toEqual({
      ...files,
      'api.env': `# ours\nDATABASE_URL=${url('p%40ss')}\nX=1\n`,
    });
  });

  it('in an env file, in quotes that keep all of it', async () => {
    const files = { 'compose.yaml': envFile, 'api.env': `DATABASE_URL=${url('pa$word')}\nX=1\n` };
    expect((await edited(files, { change: 'whole' }))['api.env']).toBe(
      `DATABASE_URL='${url('pa$word')}'\nX=1\n`,
    );
  });

  it('in the compose file itself, with doubled dollar signs', async () => {
    const files = {
      'compose.yaml': `services:\n  api:\n    environment:\n      DATABASE_URL: ${url('pa$word')} # ours\n`,
    };
    expect((await edited(files, { change: 'whole' }))['compose.yaml']).toBe(
      `services:\n  api:\n    environment:\n      DATABASE_URL: "${url('pa$$word')}" # ours\n`,
    );
  });

  it('in a list of the compose file', async () => {
    const files = {
      'compose.yaml': `services:\n  api:\n    environment:\n      - X=1\n      - DATABASE_URL=${url('p@ss')}\n`,
    };
    expect((await edited(files, { change: 'encoded' }))['compose.yaml']).toContain(
      `      - X=1\n      - "DATABASE_URL=${url('p%40ss')}"\n`,
    );
  });

  it('in the `.env` that fills it', async () => {
    const files = {
      'compose.yaml': 'services:\n  api:\n    environment:\n      PGPASSWORD: ${DB_PASSWORD:?}\n',
      '.env': 'DB_PASSWORD=pa #word\n',
    };
    const made = await edited(files, { change: 'whole', name: 'PGPASSWORD' });
    expect(made['.env']).toBe("DB_PASSWORD='pa #word'\n");
  });

  it('with the value that a person gave; of a URL the password is enough', async () => {
    const vault = createVault();
    const files = { 'compose.yaml': envFile, 'api.env': `DATABASE_URL=${url('changeme')}\n` };
    const args = { change: 'value', value: vault.secret('re@l') };
    expect((await edited(files, args, { vault }))['api.env']).toBe(
      `DATABASE_URL=${url('re%40l')}\n`,
    );
  });

  test.each<[string, Files, object, RegExp]>([
    [
      'a URL that is put together of parts',
      {
        'compose.yaml':
          'services: {api: {environment: {DATABASE_URL: "postgresql://app:${PW}@db/shop"}}}',
        '.env': 'PW=p@ss\n',
      },
      { change: 'encoded' },
      /put together of PW/,
    ],
    [
      'a password that the server knows as some clients read it',
      { 'compose.yaml': envFile, 'api.env': `DATABASE_URL=${url('p%41ss')}\n` },
      { change: 'encoded', 'taken-at-login': 'some' },
      /what some clients make of it/,
    ],
    [
      'a variable of no file',
      { 'compose.yaml': 'services: {api: {image: x}}' },
      { change: 'encoded' },
      /no file/,
    ],
    [
      'a service of no file',
      { 'compose.yaml': 'services: {web: {image: x}}' },
      { change: 'encoded' },
      /no service api/,
    ],
    [
      'a line break in the value',
      { 'compose.yaml': envFile, 'api.env': 'DATABASE_URL="a\nb"\n' },
      { change: 'whole' },
      /spans lines|span/,
    ],
  ])('but not %s', async (_, files, args, words) => {
    const result = await askOn(world(files), appSettingEdit, {
      container: 'api',
      name: 'DATABASE_URL',
      ...args,
    });
    expect(result).toMatchObject({ detail: expect.stringMatching(words) });
    expect(result.outcome).not.toBe('found');
  });
});

describe('the password of a URL that a variable fills', () => {
  const ask = async (files: Files, password: string) => {
    const vault = createVault();
    const result = await askOn(world(files, { vault }), appSettingVariable, {
      container: 'api',
      name: 'DATABASE_URL',
      value: vault.secret(password),
    });
    if (result.outcome !== 'found') return result.outcome;
    const { value, ...rest } = result.data as Readonly<Record<'value', never>>;
    return { ...rest, value: vault.reveal(value) };
  };
  const compose = (more = '') =>
    `services:\n  api:\n    environment:\n      DATABASE_URL: postgresql://app:\${DB_PASSWORD}@db/shop\n${more}`;
  const variable = { path: '/srv/shop/.env', variable: 'DB_PASSWORD' };

  it('is encoded for it', async () => {
    expect(await ask({ 'compose.yaml': compose() }, 'p@ss')).toEqual({
      ...variable,
      value: 'p%40ss',
    });
  });

  it('is not, where others get it as it is', async () => {
    const more = '  db:\n    environment: {POSTGRES_PASSWORD: "${DB_PASSWORD}"}\n';
    expect(await ask({ 'compose.yaml': compose(more) }, 'p@ss')).toBe('unreadable');
    expect(await ask({ 'compose.yaml': compose(more) }, 'pass')).toEqual({
      ...variable,
      value: 'pass',
    });
  });
});

describe('a variable that is handed on to a service', () => {
  const ask = (files: Files, filled = false) =>
    askOn(world(files), composeVariableEdit, { container: 'api', name: 'DATABASE_URL', filled });

  it('is filled from the `.env`, and demanded', async () => {
    const found = data(await ask({ 'compose.yaml': 'services:\n  api:\n    image: x\n' }));
    expect(found).toMatchObject({ 'env-file': '/srv/shop/.env', path: '/srv/shop/compose.yaml' });
    expect(found['by']).toContain('environment: {"DATABASE_URL":"${DATABASE_URL:?}"}');
  });

  it('stands at the end of a list', async () => {
    const found = data(
      await ask({ 'compose.yaml': 'services:\n  api:\n    environment:\n      - X=1\n' }),
    );
    expect(found['by']).toContain('["X=1","DATABASE_URL=${DATABASE_URL:?}"]');
  });

  it('must be there already, where nobody is asked for it', async () => {
    const compose = { 'compose.yaml': 'services:\n  api:\n    image: x\n' };
    expect(await ask(compose, true)).toMatchObject({ outcome: 'not-found' });
    expect(await ask({ ...compose, '.env': 'DATABASE_URL=x\n' }, true)).toMatchObject({
      outcome: 'found',
    });
  });
});
