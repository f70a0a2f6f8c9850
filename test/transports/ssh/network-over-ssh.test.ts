import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DialAnswer, PostgresAnswer, Request, Transport } from '../../../src/core/target.ts';
import { sshTransport } from '../../../src/transports/ssh.ts';
import { ask, bad, good, text } from '../../contracts/transport-suite.ts';
import { startEngine } from '../../lab/engine.ts';
import { openGround, type OpenGround } from '../../lab/ground.ts';
import { freePort } from '../../lab/sshd.ts';
import { hostOf, type SshHost } from '../ssh-host.ts';

// Real servers, asked from a host's network: through its server, and by its programs where that
// opens no connections for us.

const engine = await startEngine();
if (!engine) throw new Error('no engine to ask');
const password = 'p@ss word';

let ground: OpenGround;
const servers = { postgres: '', redis: '' };
let folder: string;
const pages: { own?: Server; alone?: Server } = {};

const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder });
const serve = async (key: string, cert: string): Promise<Server> => {
  const keys = { key: await readFile(join(folder, key)), cert: await readFile(join(folder, cert)) };
  const server = createServer(keys, (_, response) => response.end('a page')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
const at = (server: Server | undefined) =>
  `https://localhost:${(server?.address() as AddressInfo).port}/`;

beforeAll(async () => {
  ground = await openGround(engine, 'transport/network-over-ssh');
  folder = await mkdtemp(join(tmpdir(), 'dd-network-'));
  const start = async (kind: keyof typeof servers, ...options: string[]) => {
    const image = await ground.image(`lab/${kind}`);
    const name = `${ground.name}-${kind}`;
    await ground.docker(['run', '-d', '--name', name, ...options, image]);
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
    servers[kind] = (await ground.docker(['inspect', '-f', format, name])).stdout.trim();
    return name;
  };
  const db = await start('postgres', '-e', `POSTGRES_PASSWORD=${password}`);
  await start('redis');
  await ground.until('the server takes logins', async () => {
    const asked = ['exec', db, 'pg_isready', '-h', servers.postgres];
    return (await ground.docker(asked, { reject: false })).exitCode === 0 ? true : undefined;
  });
  const made = ['-nodes', '-newkey', 'rsa:2048', '-days', '2'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  await openssl('req', '-x509', ...made, ...name, '-keyout', 'alone.key', '-out', 'alone');
  await openssl('req', '-x509', ...made, '-subj', '/CN=Lab', '-keyout', 'ca.key', '-out', 'ca');
  await openssl('req', ...made, ...name, '-keyout', 'own.key', '-out', 'own.csr');
  const sign = ['-CA', 'ca', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy'];
  await openssl('x509', '-req', '-in', 'own.csr', ...sign, '-days', '2', '-out', 'own');
  pages.alone = await serve('alone.key', 'alone');
  pages.own = await serve('own.key', 'own');
}, 600_000);
afterAll(async () => {
  pages.alone?.close();
  pages.own?.close();
  await rm(folder, { recursive: true });
  await ground.close();
});

const hosts = [
  { name: 'that opens connections', options: [], ssh: 'ssh2' },
  { name: 'that opens connections, by the system’s ssh', options: [], ssh: 'openssh' },
  { name: 'that opens none', options: ['AllowTcpForwarding no'], ssh: 'ssh2' },
  {
    name: 'that opens none, by the system’s ssh',
    options: ['AllowTcpForwarding no'],
    ssh: 'openssh',
  },
] as const;

describe.each(hosts)('from a host $name', ({ options, ssh }) => {
  const isByTool = options.length > 0;
  let host: SshHost;
  let transport: Transport;
  const start = async (...more: string[]) => {
    const made = await hostOf({ options: [...options, ...more], ssh });
    return { made, over: sshTransport(made.connection) };
  };
  beforeAll(async () => {
    const { made, over } = await start();
    [host, transport] = [made, over];
  });
  afterAll(async () => {
    await transport.close();
    await host.stop();
  });
  const login = (more: object): Promise<PostgresAnswer> => {
    const request: Request = {
      ...{ kind: 'postgres', host: servers.postgres, port: 5432 },
      ...{ user: 'postgres', database: 'postgres', ...more },
    };
    return ask(transport, request).then((reply) => good(reply).json as PostgresAnswer);
  };

  test('PostgreSQL accepts a login, answers a question, and refuses another password', async () => {
    const rows = { ask: 'select 1 as one', password };
    expect(await login(rows)).toEqual({ verdict: 'accepted', rows: [{ one: 1 }] });
    expect(await login({ password: 'wrong' })).toMatchObject({ verdict: 'refused', code: '28P01' });
    // More than fits into one packet of the connection.
    const many = { ask: "select repeat('x', 90000) as long from generate_series(1, 9)", password };
    expect((await login(many)).rows?.map(({ long }) => String(long).length)).toEqual(
      Array.from({ length: 9 }, () => 90_000),
    );
  });

  test('a login where nobody listens is unreachable, with the words of whoever tried', async () => {
    const port = await freePort();
    const nobody = { host: '127.0.0.1', port, user: 'shop', database: 'shop' };
    const failure = bad(await ask(transport, { kind: 'postgres', ...nobody }));
    expect(failure.outcome).toBe('unreachable');
    expect(failure.detail).toMatch(/refused/i);
  });

  test('nothing of a login is left on the host', async () => {
    await login({ password });
    const word = servers.postgres;
    const left = async () => {
      const argv = ['sh', '-c', `ps -eo args | grep -F '${word}' | grep -cE '^(bash|nc|cat) '`];
      return text(good(await ask(transport, { kind: 'exec', argv })).stdout).trim();
    };
    await expect.poll(left, { timeout: 10_000 }).toBe('0');
  });

  test('Redis and PostgreSQL are there, and a port without a server refuses', async () => {
    const dial = async (to: string, port: number) => {
      const reply = await ask(transport, { kind: 'dial', host: to, port });
      return (good(reply).json as DialAnswer).verdict;
    };
    expect(await dial(servers.redis, 6379)).toBe('connected');
    expect(await dial(servers.postgres, 5432)).toBe('connected');
    expect(await dial(servers.redis, 6380)).toBe('refused');
  });

  test('a certificate that nobody vouches for is no page', async () => {
    for (const server of [pages.alone, pages.own]) {
      const failure = bad(await ask(transport, { kind: 'http', method: 'GET', url: at(server) }));
      expect(failure.outcome).toBe('unreadable');
      expect(failure.detail).toMatch(/self.signed certificate|unable to (get|verify)/i);
    }
  });

  test('a page of an authority that is known has been seen', async () => {
    const request: Request = { kind: 'http', method: 'GET', url: at(pages.own) };
    // Whoever ends the connection judges: this program, or a program of the host.
    if (isByTool) {
      const { made, over } = await start(`SetEnv CURL_CA_BUNDLE=${join(folder, 'ca')}`);
      const reply = good(await ask(over, request));
      await over.close();
      await made.stop();
      expect([reply.status, text(reply.stdout)]).toEqual([200, 'a page']);
      return;
    }
    const before = tls.getCACertificates();
    tls.setDefaultCACertificates([...before, await readFile(join(folder, 'ca'), 'utf8')]);
    const reply = good(await ask(transport, request));
    tls.setDefaultCACertificates(before);
    expect([reply.status, text(reply.stdout)]).toEqual([200, 'a page']);
  });
});
