import { describe, expect, it, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import type { AnyProbe } from '../../src/core/probe.ts';
import type { PostgresAnswer, Request } from '../../src/core/target.ts';
import { appLastError } from '../../src/probes/app-last-error.ts';
import { postgresGiven } from '../../src/probes/postgres-given.ts';
import { postgresLogin } from '../../src/probes/postgres-login.ts';
import { postgresRefusal } from '../../src/probes/postgres-refusal.ts';
import { postgresRole } from '../../src/probes/postgres-role.ts';
import { postgresServers } from '../../src/probes/postgres-servers.ts';
import { createVault } from '../../src/run/vault.ts';
import { askOn, type FakeContainer, type FakeHost } from './fake-host.ts';
import { data, failed } from './told.ts';

// Made by PostgreSQL 15 for this password.
const right = 'S3cr#t-äöü';
const scram =
  'SCRAM-SHA-256$4096:JCltrcbllaFfA0K6FUAYpg==$OZVa51Pe9zvOcskBzx7XWKWIcpZRo03T2tcWUSALngY=:lg3EjkXeSbcT8WiGdUlGKGeBMjVE5nCcj78uN8NDE0E=';
const md5 = 'md59fc8f3b2f40c417386db36fa7e38a0bc';

const vault = createVault();
const secret = (value: string) => vault.secret(value);
const sends = (password?: string, more: object = {}) => ({
  user: 'app',
  database: 'shop',
  passwords: password === undefined ? [] : [secret(password)],
  broken: 'no',
  ...more,
});

type Rule = readonly [type: string, database: string, user: string, method: string];
const rules = (...all: readonly Rule[]) =>
  all.map(([type, database, user, auth_method], at) => ({
    line_number: at + 1,
    type,
    database: [database],
    user_name: [user],
    address: type === 'local' ? null : 'all',
    netmask: null,
    auth_method,
    error: null,
  }));

const ordinary = {
  roles: [{ name: 'app', login: true, expired: false, stored: scram as string | null }],
  databases: ['postgres', 'shop'],
  rules: rules(['local', 'all', 'all', 'trust'], ['host', 'all', 'all', 'scram-sha-256']),
  file: '/data/pg_hba.conf',
  loaded: 1000,
};
type Catalogue = Partial<typeof ordinary>;

const socket = '/proc/42/root/var/run/postgresql/.s.PGSQL.5432';
const db: FakeContainer = {
  command: ['docker-entrypoint.sh', 'postgres'],
  env: ['POSTGRES_PASSWORD=kestrel'],
  networks: { net: { ip: '172.18.0.2', aliases: ['db'] } },
  processes: [{ pid: 42, command: 'postgres' }],
  listens: [5432],
  files: {
    '/var': '',
    '/var/run': '',
    '/var/run/postgresql': '',
    '/data/pg_hba.conf': { mtime: 900 },
    '/var/lib/postgresql/data/PG_VERSION': { mtime: 0 },
  },
};

const answering =
  (catalogue: Catalogue = {}) =>
  (): PostgresAnswer => ({
    verdict: 'accepted',
    rows: [{ answer: { ...ordinary, ...catalogue } }],
  });
const host = (catalogue: Catalogue = {}, more: Partial<FakeHost> = {}): FakeHost => ({
  containers: { db },
  postgres: { [socket]: answering(catalogue) },
  vault,
  ...more,
});

describe('a role', () => {
  const ask = (args: object, catalogue?: Catalogue, more?: Partial<FakeHost>) =>
    askOn(host(catalogue, more), postgresRole, { server: 'db', ...args });
  const role = (stored: string | null, more: object = {}) => ({
    roles: [{ name: 'app', login: true, expired: false, stored, ...more }],
  });
  const own = { container: sends(right) };
  const wrong = { container: sends('wrong') };

  test.each<[string, object, Catalogue]>([
    ['right', own, {}],
    ['wrong-password', wrong, {}],
    ['unsent', { container: sends() }, {}],
    ['right', { container: sends() }, { rules: rules(['host', 'all', 'all', 'trust']) }],
    ['no-login', own, role(scram, { login: false })],
    ['expired', own, role(scram, { expired: true })],
    ['md5-only', own, role(md5)],
    ['wrong-password', own, { ...role(md5), rules: rules(['host', 'all', 'all', 'md5']) }],
    ['no-password', own, role(null)],
    ['no-database', own, { databases: ['postgres'] }],
    ['no-hba-entry', own, { rules: [] }],
    ['no-hba-entry', own, { rules: rules(['host', 'all', 'all', 'reject']) }],
    ['tls-only', own, { rules: rules(['hostssl', 'all', 'all', 'scram-sha-256']) }],
    ['unknown', own, { rules: rules(['host', 'all', 'all', 'ldap']) }],
    ['takes-declared', { ...wrong, declared: sends(right) }, {}],
    ['takes-created', { ...wrong, created: sends(right) }, {}],
    [
      'takes-whole',
      { ...wrong, whole: [{ user: 'app', database: 'shop', password: secret(right) }] },
      {},
    ],
    ['takes-whole', { container: sends('"x"', { repaired: secret(right) }) }, {}],
    ['takes-literal', { container: sends('wrong', { literal: secret(right) }) }, {}],
    [
      'takes-literal',
      { container: sends(undefined, { literal: secret(right), broken: 'url' }) },
      {},
    ],
    ['takes-some', { container: { ...sends(right), passwords: [secret('x'), secret(right)] } }, {}],
    ['takes-some', { container: sends(right, { broken: 'url' }) }, {}],
    ['url-unreadable', { container: sends(undefined, { broken: 'url' }) }, {}],
    ['quotes-kept', { container: sends(undefined, { broken: 'quotes' }) }, {}],
    ['unnamed', { container: sends(undefined, { broken: 'url', user: '', database: '' }) }, {}],
    ['placeholder', { container: sends('changeme') }, {}],
    // A declared setting counts only where all of it would work.
    ['wrong-password', { ...wrong, declared: sends(right, { database: 'gone' }) }, {}],
    ['wrong-password', { ...wrong, declared: sends(right, { broken: 'url' }) }, {}],
  ])('is %s', async (verdict, args, catalogue) => {
    expect(data(await ask(args, catalogue))).toMatchObject({ verdict, by: 'socket' });
  });

  it('that does not exist is missing, whatever the password', async () => {
    expect(await ask(own, { roles: [] })).toMatchObject({ outcome: 'not-found', subject: 'app' });
  });

  it('that does not exist is no matter where the declared one takes its password', async () => {
    const declared = { ...wrong, container: sends('x', { user: 'gone' }), declared: sends(right) };
    expect(data(await ask(declared))).toMatchObject({ verdict: 'takes-declared' });
  });

  it('is not judged by rules that were written after they were last read', async () => {
    const files = { ...db.files, '/data/pg_hba.conf': { mtime: 2000 } };
    const more = { containers: { db: { ...db, files } } };
    expect(data(await ask(own, { rules: [] }, more))).toMatchObject({
      hba: 'unknown',
      verdict: 'right',
    });
  });

  it('is judged by the address of the application, not of this host', async () => {
    const only = rules(['host', 'all', 'all', 'scram-sha-256']).map((rule) => ({
      ...rule,
      address: '172.18.0.3',
      netmask: '255.255.255.255',
    }));
    expect(data(await ask({ ...own, from: '172.18.0.3' }, { rules: only as never }))).toMatchObject(
      { verdict: 'right' },
    );
    expect(data(await ask({ ...own, from: '172.18.0.4' }, { rules: only as never }))).toMatchObject(
      {
        verdict: 'no-hba-entry',
      },
    );
  });

  it('of a server whose /var/run is a link is read in the container, not on the host', async () => {
    const link = '/proc/42/root/run/postgresql/.s.PGSQL.5432';
    const files = { ...db.files, '/var/run': { link: '/run' }, '/run': '', '/run/postgresql': '' };
    const more: Partial<FakeHost> = {
      containers: { db: { ...db, files } },
      postgres: {
        [link]: answering(),
        [socket]: () => {
          throw new Error("the host's own server was asked");
        },
      },
    };
    expect(data(await ask(own, {}, more))).toMatchObject({ verdict: 'right' });
  });

  const psql = (stdout: string, stderr = '', exit = 0) => ({
    ok: true as const,
    exit,
    stdout: new TextEncoder().encode(stdout),
    stderr: new TextEncoder().encode(stderr),
  });
  const asked: Request[] = [];
  const closed: Partial<FakeHost> = {
    postgres: {},
    exec: (request) => {
      asked.push(request);
      return psql(JSON.stringify(ordinary));
    },
  };

  it('is read by psql in the container, as its superuser, where the socket is out of reach', async () => {
    const superuser = { ...db, env: ['POSTGRES_USER=shop_owner'] };
    const more = { ...closed, containers: { db: superuser } };
    expect(data(await ask(own, {}, more))).toMatchObject({ verdict: 'right', by: 'psql' });
    const request = asked.at(-1);
    expect(request?.kind === 'exec' && request.argv).toContain('shop_owner');
    expect(request?.kind === 'exec' && request.argv.join(' ')).not.toMatch(/S3cr/);
  });

  it.each<[string, Partial<FakeHost>, string]>([
    ['psql is not to be started', { exec: () => failed('permission') }, 'permission'],
    [
      'there is no psql',
      { exec: () => psql('', 'env: psql: No such file or directory', 127) },
      'tool-missing',
    ],
    [
      'psql refuses',
      { exec: () => psql('', 'FATAL: role "postgres" does not exist', 2) },
      'unreadable',
    ],
    ['psql says something else', { exec: () => psql('hello') }, 'unreadable'],
  ])('is not seen where %s', async (_, more, outcome) => {
    expect(await ask(own, {}, { ...closed, ...more })).toMatchObject({ outcome });
  });

  it('is not seen where the superuser of the socket is none', async () => {
    const denied = (): PostgresAnswer => ({
      verdict: 'accepted',
      code: '42501',
      message: 'permission denied for table pg_authid',
    });
    expect(await ask(own, {}, { postgres: { [socket]: denied } })).toMatchObject({
      outcome: 'permission',
    });
  });

  it('is not seen in a server that has stopped or is gone', async () => {
    expect(await ask(own, {}, { containers: { db: { ...db, stopped: true } } })).toMatchObject({
      outcome: 'unreachable',
    });
    expect(await ask(own, {}, { containers: {} })).toMatchObject({ outcome: 'unreadable' });
  });

  it('never shows what is stored or sent', async () => {
    const text = JSON.stringify(await ask({ ...own, declared: sends('juniper') }));
    expect(text).not.toMatch(/SCRAM|S3cr|juniper/);
  });

  it('says what a file in the image would meet', async () => {
    expect(data(await ask({ ...own, baked: sends('wrong') }))).toMatchObject({ baked: 'refused' });
    expect(data(await ask({ ...own, baked: sends(right) }))).toMatchObject({ baked: 'accepted' });
  });
});

describe('a login', () => {
  const at = '172.18.0.2:5432';
  const takes =
    (
      password: string,
      refusal: PostgresAnswer = { verdict: 'refused', code: '28P01', message: 'no' },
    ) =>
    (_: unknown, given: string): PostgresAnswer =>
      given === password ? { verdict: 'accepted' } : refusal;
  const ask = (args: object, server = takes(right), more: Partial<FakeHost> = {}) =>
    askOn({ containers: {}, vault, postgres: { [at]: server }, ...more }, postgresLogin, {
      address: '172.18.0.2',
      port: 5432,
      ...args,
    });
  const wrong = { container: sends('wrong') };
  const refusal = (code: string, message: string) =>
    takes('', { verdict: 'refused', code, message });

  test.each<[string, object, ReturnType<typeof takes>]>([
    ['accepted', { container: sends(right) }, takes(right)],
    ['wrong-password', wrong, takes(right)],
    ['takes-declared', { ...wrong, declared: sends(right) }, takes(right)],
    ['takes-literal', { container: sends('x', { literal: secret(right) }) }, takes(right)],
    ['not-sent', { container: sends(undefined, { broken: 'url' }) }, takes(right)],
    ['contradicted', { ...wrong, expected: 'container' }, takes(right)],
    [
      'password-asked',
      { container: sends() },
      takes('x', { verdict: 'refused', message: 'the server asks for a password, none was given' }),
    ],
    ['no-such-database', wrong, refusal('3D000', 'database "shop" does not exist')],
    ['no-such-role', wrong, refusal('28000', 'role "app" does not exist')],
    ['not-permitted', wrong, refusal('28000', 'role "app" is not permitted to log in')],
    ['no-hba-entry', wrong, refusal('28000', 'no pg_hba.conf entry for host')],
    ['starting', wrong, refusal('57P03', 'the database system is starting up')],
    ['other', wrong, refusal('53300', 'too many clients')],
  ])('is %s', async (verdict, args, server) => {
    expect(data(await ask(args, server))).toMatchObject({ verdict });
  });

  it('is tried once for each password, and no more once one was taken', async () => {
    const tried: string[] = [];
    const server = (_: unknown, given: string): PostgresAnswer => {
      tried.push(given);
      return given === right ? { verdict: 'accepted' } : { verdict: 'refused', code: '28P01' };
    };
    await ask({ ...wrong, declared: sends(right), created: sends('third') }, server);
    expect(tried).toEqual(['wrong', right]);
  });

  it('is not made where no address is known', async () => {
    expect(await ask({ ...wrong, address: '' })).toMatchObject({ outcome: 'unreachable' });
  });

  test.each(blindOutcomes)('that ends in %s is no finding', async (outcome) => {
    expect(await ask(wrong, takes(right), { instead: () => failed(outcome) })).toMatchObject({
      outcome,
    });
  });
});

describe("a server's log", () => {
  const line = '2026-11-23T11:00:00.000Z 2026-11-23 11:00:00 UTC [7]';
  const log = `${line} FATAL:  password authentication failed for user "app"\n${line} DETAIL:  Role "app" does not exist.\n`;
  const ask = (content: string, more: Partial<FakeHost> = {}) =>
    askOn({ containers: { db: { ...db, log: content } }, ...more }, postgresRefusal, {
      server: 'db',
      user: 'app',
    });

  it('says why it refused a role, and when', async () => {
    expect(data(await ask(log))).toMatchObject({
      reason: 'no-such-role',
      at: '2026-11-23T11:00:00.000Z',
    });
  });

  it('that was read whole and has no such line says so', async () => {
    expect(await ask(`${line} LOG:  ready\n`)).toMatchObject({ outcome: 'not-found' });
    expect(await ask(log.replaceAll('"app"', '"other"'))).toMatchObject({ outcome: 'not-found' });
  });

  it('that was not read to its beginning proves nothing', async () => {
    expect(await ask(`${line} LOG:  noise\n`.repeat(2000))).toMatchObject({
      outcome: 'unreadable',
    });
  });

  it('of a server that is gone, or that goes nowhere, proves nothing', async () => {
    expect(await ask(log, { containers: {} })).toMatchObject({ outcome: 'unreadable' });
  });

  test.each(blindOutcomes)('that ends in %s is no finding', async (outcome) => {
    expect(await ask(log, { instead: () => failed(outcome) })).toMatchObject({ outcome });
  });
});

describe('what a server was given', () => {
  const stored = (password: string) => ({
    roles: [
      { name: 'postgres', login: true, expired: false, stored: password === right ? scram : md5 },
    ],
  });
  const older = { mtime: 0 };
  const later = { mtime: Date.parse('2026-11-21T00:00:00Z') / 1000 };
  const server = (env: readonly string[], version: { mtime: number } = older): FakeContainer => ({
    ...db,
    env,
    files: { ...db.files, '/var/lib/postgresql/data/PG_VERSION': version },
  });
  const ask = (container: FakeContainer, user: string, password: string, takes = '') =>
    askOn(host(stored(takes), { containers: { db: container } }), postgresGiven, {
      server: 'db',
      container: sends(password, { user }),
    });

  test.each<[string, FakeContainer, string, string, string]>([
    ['volume-older', server(['POSTGRES_PASSWORD=new']), 'postgres', 'new', ''],
    ['changed-since', server(['POSTGRES_PASSWORD=new'], later), 'postgres', 'new', ''],
    ['variable-older', server(['POSTGRES_PASSWORD=x', 'APP_PASSWORD=new']), 'app', 'new', ''],
    ['variable-same', server(['POSTGRES_PASSWORD=x', 'APP_PASSWORD=new'], later), 'app', 'new', ''],
    ['given-right', server([`POSTGRES_PASSWORD=${right}`]), 'postgres', 'other', right],
    ['neither-right', server(['POSTGRES_PASSWORD=new']), 'postgres', 'other', ''],
    ['given-differs', server(['POSTGRES_PASSWORD=new'], later), 'postgres', 'other', ''],
    ['nobody-says', server(['POSTGRES_PASSWORD=x']), 'app', 'other', ''],
    ['volume-older', server(['POSTGRES_USER=app', 'POSTGRES_PASSWORD=new']), 'app', 'new', ''],
  ])('is %s', async (verdict, container, user, password, takes) => {
    expect(data(await ask(container, user, password, takes))).toMatchObject({ verdict });
  });

  it('may stand in a file', async () => {
    const files = { ...db.files, '/run/secrets/pw': 'new\n' };
    const container = { ...server(['POSTGRES_PASSWORD_FILE=/run/secrets/pw']), files };
    expect(data(await ask(container, 'postgres', 'new'))).toMatchObject({
      verdict: 'volume-older',
      variable: 'POSTGRES_PASSWORD',
    });
  });

  it('is nothing where it has no such variable', async () => {
    expect(await ask(server(['PATH=/bin']), 'postgres', 'x')).toMatchObject({
      outcome: 'not-found',
    });
  });

  it('is not seen where the container is gone', async () => {
    const result = await askOn({ containers: {}, vault }, postgresGiven, {
      server: 'db',
      container: sends('x'),
    });
    expect(result).toMatchObject({ outcome: 'unreadable' });
  });
});

describe('the servers that a name may stand for', () => {
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'api' };
  const api: FakeContainer = { labels, networks: { net: { ip: '172.18.0.3' } } };
  const server = (pid: number, ip: string, more: Partial<FakeContainer> = {}): FakeContainer => ({
    ...db,
    networks: { net: { ip, aliases: ['db'] } },
    processes: [{ pid, command: 'postgres' }],
    ...more,
  });
  const at = (pid: number) => socket.replace('42', String(pid));
  const holds = (stored: string) =>
    answering({ roles: [{ name: 'app', login: true, expired: false, stored }] });
  const ask = (more: Partial<FakeHost>) =>
    askOn({ containers: {}, vault, ...more }, postgresServers, {
      container: 'api',
      host: 'db',
      port: 5432,
      credentials: sends(right),
    });
  const two = { api, one: server(51, '172.18.0.5'), two: server(52, '172.18.0.6') };

  test.each([
    ['split', scram, md5],
    ['accepts', scram, scram],
    ['all-refuse', md5, md5],
  ])('of two: %s', async (verdict, first, second) => {
    const postgres = { [at(51)]: holds(first), [at(52)]: holds(second) };
    expect(data(await ask({ containers: two, postgres }))).toMatchObject({ verdict });
  });

  it('count one that does not answer as one that refuses', async () => {
    const containers = { ...two, two: server(52, '172.18.0.6', { listens: [] }) };
    const postgres = { [at(51)]: holds(scram) };
    expect(data(await ask({ containers, postgres }))).toMatchObject({ verdict: 'split' });
  });

  it("may not be the project's own, which takes it", async () => {
    const own = server(53, '172.30.0.2', {
      labels: { ...labels, 'com.docker.compose.service': 'db' },
      networks: { back: { ip: '172.30.0.2' } },
    });
    const containers = { api, theirs: server(51, '172.18.0.5'), own };
    const postgres = { [at(51)]: holds(md5), [at(53)]: holds(scram) };
    expect(data(await ask({ containers, postgres }))).toMatchObject({
      verdict: 'own-accepts',
      rival: 'own',
      container: 'theirs',
    });
    const neither = { [at(51)]: holds(md5), [at(53)]: holds(md5) };
    expect(data(await ask({ containers, postgres: neither }))).toMatchObject({
      verdict: 'refuses',
      refusal: 'wrong-password',
    });
  });

  it('are asked by a login where what they have stored is out of reach', async () => {
    const postgres = {
      '172.18.0.5:5432': (): PostgresAnswer => ({ verdict: 'accepted' }),
      '172.18.0.6:5432': (): PostgresAnswer => ({ verdict: 'refused', code: '28P01' }),
    };
    expect(data(await ask({ containers: two, postgres }))).toMatchObject({ verdict: 'split' });
  });

  it('are not judged where one of them is not seen', async () => {
    const postgres = { [at(51)]: holds(md5) };
    expect(await ask({ containers: two, postgres })).toMatchObject({ outcome: 'unreachable' });
  });

  it('are none where nothing has the name', async () => {
    const result = await ask({ containers: { api }, dial: { 'db:5432': 'name-unknown' } });
    expect(result).toMatchObject({ outcome: 'not-found' });
  });
});

describe('the complaints of an application', () => {
  const at = (time: string, words: string) => `2026-11-23T${time}.000Z ${words}\n`;
  const refused = 'error: password authentication failed for user "app"';
  const ask = (log: string, args: object = {}, more: Partial<FakeContainer> = {}) =>
    askOn({ containers: { api: { log, ...more } } }, appLastError, { container: 'api', ...args });

  it.each([
    ['going on', at('11:59:30', refused), { ever: true, 'still-refused': true }],
    ['over', at('11:00:00', refused), { ever: true, 'still-refused': false }],
    ['none', at('11:59:30', 'listening'), { ever: false, 'still-refused': false }],
    ['of an unknown time', `${refused}\n`, { ever: true, 'still-refused': true }],
  ])('are %s', async (_, log, wanted) => {
    expect(data(await ask(log))).toMatchObject(wanted);
  });

  it('hand on what they were told of a file in the image', async () => {
    expect(data(await ask('', { baked: 'refused' }))).toMatchObject({ baked: 'refused' });
  });

  it('are not to be seen in a container that is gone', async () => {
    expect(await askOn({ containers: {} }, appLastError, { container: 'api' })).toMatchObject({
      outcome: 'not-found',
    });
  });
});

test('every probe of these names its schema and what it leaves behind', () => {
  const all: readonly AnyProbe[] = [postgresGiven, postgresLogin, postgresRole, postgresServers];
  expect(all.map(({ trace }) => trace !== undefined)).toEqual([true, true, true, true]);
});
