import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { PostgresAnswer, Request } from '../../src/core/target.ts';
import { localTransport } from '../../src/transports/local.ts';
import { ask, bad, good } from '../contracts/transport-suite.ts';
import { startEngine } from '../lab/engine.ts';
import { openGround, type Ground } from '../lab/ground.ts';

type Login = Extract<Request, { kind: 'postgres' }>;
const transport = localTransport({ env: {} });
const base: Login = {
  kind: 'postgres',
  host: '127.0.0.1',
  port: 5432,
  user: 'shop',
  database: 'shop',
};
const login = (more: Partial<Login>) => ask(transport, { ...base, ...more });
const answer = async (more: Partial<Login>) => good(await login(more)).json as PostgresAnswer;

/** What a client sends first: its start-up words, by name. */
function startUp(bytes: Buffer): Record<string, string> {
  const words = bytes.subarray(8).toString().split('\0');
  const pairs = words.flatMap((name, at) => (at % 2 === 0 && name ? [[name, words[at + 1]]] : []));
  return Object.fromEntries(pairs) as Record<string, string>;
}

function message(type: string, body: Buffer | string): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(4 + Buffer.byteLength(body), 1);
  return Buffer.concat([head, Buffer.from(body)]);
}
const refusal = (code: string, words: string) =>
  message('E', `SFATAL\0VFATAL\0C${code}\0M${words}\0\0`);

/** A server that can't be run here; says what each client began with. */
async function fakeServer(talk: (socket: Socket, first: Buffer) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (first) => talk(socket, first));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('a server that does not answer as one', () => {
  test('refuses the connection: unreachable', async () => {
    const failure = bad(await login({ port: 1 }));
    expect(failure).toMatchObject({ outcome: 'unreachable', subject: '127.0.0.1:1' });
    expect(failure.detail).toContain('ECONNREFUSED');
    expect(bad(await login({ host: '/nowhere/.s.PGSQL.5432' })).outcome).toBe('unreachable');
  });

  test('takes the connection and says nothing: a timeout', async () => {
    const port = await fakeServer(() => undefined);
    expect(bad(await login({ port, timeoutMs: 200 })).outcome).toBe('timeout');
  });

  test('hangs up without a word: unreachable', async () => {
    const port = await fakeServer((socket) => socket.end());
    const failure = bad(await login({ port }));
    expect(failure.outcome).toBe('unreachable');
    expect(failure.detail).toContain('terminated');
  });

  test('speaks another protocol: never a refusal of the credentials', async () => {
    const port = await fakeServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(['unreadable', 'unreachable']).toContain(bad(await login({ port })).outcome);
  });

  test('is stopped by the operator', async () => {
    const port = await fakeServer(() => undefined);
    const operator = new AbortController();
    const reply = ask(transport, { ...base, port }, operator.signal);
    operator.abort();
    expect(bad(await reply).outcome).toBe('stopped');
  });

  test('has a name that is not known, or a port that is none', async () => {
    expect(bad(await login({ host: 'no-such-name.invalid' })).outcome).toBe('unreachable');
    expect(bad(await login({ port: 70_000 })).outcome).toBe('unreadable');
  });
});

test('a pooler that takes no start-up options is asked without them', async () => {
  const seen: Record<string, string>[] = [];
  const port = await fakeServer((socket, first) => {
    const words = startUp(first);
    seen.push(words);
    if (words.options === undefined) socket.end(refusal('28P01', 'password authentication failed'));
    else socket.end(refusal('08P01', 'unsupported startup parameter: options'));
  });
  expect(await answer({ port, password: 'x' })).toMatchObject({
    verdict: 'refused',
    code: '28P01',
  });
  expect(seen.map(({ options }) => options)).toEqual([
    '-c default_transaction_read_only=on -c statement_timeout=10000',
    undefined,
  ]);
  expect(seen[0]).toMatchObject({ user: 'shop', database: 'shop' });
});

test('a server that wants encryption first is asked over TLS', async () => {
  const firsts: Buffer[] = [];
  const port = await fakeServer((socket, first) => {
    firsts.push(first);
    const isTls = first.readInt32BE(4) === 80877103;
    if (isTls) socket.end('N');
    else
      socket.end(
        refusal(
          '28000',
          'no pg_hba.conf entry for host "192.0.2.1", user "shop", database "shop", no encryption',
        ),
      );
  });
  const reply = await login({ port });
  expect(firsts).toHaveLength(2);
  expect(firsts[1]?.readInt32BE(4)).toBe(80877103);
  expect(JSON.stringify(reply)).toContain('SSL');
});

const engine = await startEngine();
if (engine) {
  describe('a real server', () => {
    let ground: Ground & { close(): Promise<void> };
    let host: string;
    let socket: string;
    const password = 'p@ss/w#rd é';
    const right = () => ({ host, user: 'shop', database: 'shop', password });

    beforeAll(async () => {
      ground = await openGround(engine, 'transport/postgres');
      const image = await ground.image('lab/postgres');
      const container = `${ground.name}-db`;
      const env = ['POSTGRES_USER=shop', `POSTGRES_PASSWORD=${password}`, 'POSTGRES_DB=shop'];
      const options = env.flatMap((pair) => ['-e', pair]);
      await ground.docker(['run', '-d', '--name', container, ...options, image]);
      const inspect = '{{.NetworkSettings.IPAddress}} {{.State.Pid}}';
      const { stdout } = await ground.docker(['inspect', '-f', inspect, container]);
      const [address = '', pid = ''] = stdout.trim().split(' ');
      host = address;
      socket = `/proc/${pid}/root/var/run/postgresql/.s.PGSQL.5432`;
      await ground.until('the server takes logins', async () => {
        const reply = await login(right());
        const accepted = reply.ok && (reply.json as PostgresAnswer).verdict === 'accepted';
        return accepted ? true : undefined;
      });
      const sql = ['psql', '-U', 'shop', '-c', 'create sequence counted'];
      await ground.docker(['exec', container, ...sql]);
    }, 120_000);
    afterAll(() => ground.close());

    test('accepts a login, and answers a question', async () => {
      const question =
        "select 1 as one, 'ä' as word, now()::timestamptz as at, 5000000000 as big, true as yes";
      const reply = await answer({ ...right(), ask: question });
      expect(reply).toMatchObject({
        verdict: 'accepted',
        rows: [{ one: 1, word: 'ä', big: 5_000_000_000, yes: true }],
      });
      expect(typeof reply.rows?.[0]?.at).toBe('string');
      expect(await answer({ ...right(), password: new TextEncoder().encode(password) })).toEqual({
        verdict: 'accepted',
      });
    });

    test.each([
      [
        'another password',
        { password: 'wrong' },
        '28P01',
        /password authentication failed for user "shop"/,
      ],
      [
        'a database that is not there',
        { database: 'nope' },
        '3D000',
        /database "nope" does not exist/,
      ],
    ])('refuses %s with its own code and words', async (_, more, code, words) => {
      const reply = await answer({ ...right(), ...more });
      expect(reply).toMatchObject({ verdict: 'refused', code });
      expect(reply.message).toMatch(words);
      expect(JSON.stringify(reply)).not.toContain(password);
    });

    test('asks for a password where none is given: refused, and it is not looked for elsewhere', async () => {
      process.env.PGPASSWORD = password;
      onTestFinished(() => {
        delete process.env.PGPASSWORD;
      });
      const expected = {
        verdict: 'refused',
        message: expect.stringContaining('none was given') as string,
      };
      const { host: to, user, database } = right();
      expect(await answer({ host: to, user, database })).toEqual(expected);
      expect(await answer({ ...right(), password: '' })).toMatchObject({ verdict: 'refused' });
    });

    test('is asked through the socket of the container, without a process in it', async () => {
      const trusted = { host: socket, user: 'shop', database: 'shop' };
      expect(await answer({ ...trusted, ask: 'select current_user as me' })).toMatchObject({
        verdict: 'accepted',
        rows: [{ me: 'shop' }],
      });
      const folder = socket.replace(/\/[^/]*$/, '');
      expect(await answer({ ...trusted, host: folder })).toEqual({ verdict: 'accepted' });
    });

    test('a login that holds and a question that does not are told apart', async () => {
      expect(await answer({ ...right(), ask: 'select * from not_there' })).toMatchObject({
        verdict: 'accepted',
        code: '42P01',
        message: 'relation "not_there" does not exist',
      });
    });

    test.each([
      'create table written (a int)',
      'create temp table written (a int); select 1',
      'commit; create table written (a int)',
      'set transaction read write',
      'select 1; set default_transaction_read_only = off; create table written (a int)',
      'commit; set default_transaction_read_only = off; commit; create table written (a int)',
      "select nextval('counted')",
    ])('changes nothing, whatever is asked: %s', async (question) => {
      await login({ ...right(), ask: question });
      const there =
        "select count(*)::int as tables, (select is_called from counted) as used from pg_class where relname = 'written'";
      expect((await answer({ ...right(), ask: there })).rows).toEqual([{ tables: 0, used: false }]);
    });

    test('a question without an end is a timeout, and the server ends it too', async () => {
      const question = { ...right(), ask: 'select pg_sleep(30)', timeoutMs: 700 };
      const reply = await login(question);
      if (reply.ok) expect(reply.json).toMatchObject({ code: '57014' });
      else expect(reply.failure.outcome).toBe('timeout');
      await ground.until('nobody sleeps in it', async () => {
        const asked =
          "select count(*)::int as n from pg_stat_activity where query ~ '^select pg_sleep'";
        const { rows } = await answer({ ...right(), ask: asked });
        return rows?.[0]?.n === 0 ? true : undefined;
      });
    });

    test('more rows than a look needs are cut, and it is said', async () => {
      const reply = good(await login({ ...right(), ask: 'select generate_series(1, 5000) as n' }));
      expect((reply.json as PostgresAnswer).rows).toHaveLength(1000);
      expect(reply.truncated).toBe(true);
    });

    test('leaves no connection behind', async () => {
      await Promise.all([1, 2, 3].map(() => login(right())));
      await ground.until('only this look is connected', async () => {
        const asked =
          "select count(*)::int as n from pg_stat_activity where application_name = 'deploy-doctor'";
        return (await answer({ ...right(), ask: asked })).rows?.[0]?.n === 1 ? true : undefined;
      });
    });
  });
}
