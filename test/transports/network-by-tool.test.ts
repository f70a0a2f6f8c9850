import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DialAnswer, Request, Transport } from '../../src/core/target.ts';
import { sshTransport } from '../../src/transports/ssh.ts';
import { ask, bad, good, text } from '../contracts/transport-suite.ts';
import { freePort } from '../lab/sshd.ts';
import { hostOf } from './ssh-host.ts';
import { localConnection } from '../../src/transports/local-connection.ts';

const basics = ['sh', 'cat', 'sleep', 'head', 'base64', 'setsid', 'ls', 'env', 'true'];
const detail = 'administratively prohibited: open failed';

/** This machine behind a server that opens no TCP connections, with these programs and no others. */
async function hostWith(tools: Readonly<Record<string, string>>): Promise<Transport> {
  const folder = await mkdtemp(join(tmpdir(), 'dd-tools-'));
  for (const name of basics) {
    const { stdout } = await execa('which', [name]);
    await symlink(stdout, join(folder, name));
  }
  for (const [name, path] of Object.entries(tools)) await symlink(path, join(folder, name));
  // The prelude adds the usual folders to the PATH: here the PATH is put back after it.
  const connection = localConnection({ label: 'a host', env: { PATH: folder } });
  const shell = sshTransport({
    ...connection,
    dial: async () => ({ ok: false, reason: 'prohibited', detail }),
    start: async (command) => {
      const opened = await connection.start(command);
      if (!opened.ok) return opened;
      const { stdin } = opened.channel;
      const write = stdin.write.bind(stdin);
      let first = true;
      stdin.write = ((chunk: string, ...more: []) => {
        const lines = first ? chunk.replace(/^export PATH=.*$/m, `export PATH=${folder}`) : chunk;
        first = false;
        return write(lines, ...more);
      }) as typeof stdin.write;
      return opened;
    },
  });
  onTestFinished(async () => {
    await shell.close();
    await rm(folder, { recursive: true });
  });
  return shell;
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page: RequestListener = (request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: '/elsewhere' }).end('moved');
  else if (request.url === '/gone') response.writeHead(404).end('no such page');
  else {
    response.setHeader('x-asked', `${request.method} ${request.headers.origin ?? ''}`);
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.write('first ');
    response.end('second');
  }
};

const ways = [
  { name: 'curl', tools: { curl: '/usr/bin/curl' } },
  { name: 'GNU wget', tools: { wget: '/usr/bin/wget' } },
  { name: 'bash', tools: { bash: '/usr/bin/bash' } },
  { name: 'nc', tools: { nc: '/usr/bin/nc' } },
  { name: 'nc of busybox', tools: { nc: '/usr/bin/busybox' } },
] as const;

describe.each(ways)('a page by $name', ({ name, tools }) => {
  test('has its status, headers and body', async () => {
    const [host, url] = [await hostWith(tools), await serve(page)];
    const headers = { origin: 'https://example.com' };
    const reply = good(await ask(host, { kind: 'http', method: 'GET', url, headers }));
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'x-asked': 'GET https://example.com', 'set-cookie': 'a=1, b=2' },
    });
    expect(text(reply.stdout)).toBe('first second');
    expect(reply.truncated).toBeUndefined();
  });

  test('is data as well where it is an error, leads elsewhere, or has no body', async () => {
    const [host, url] = [await hostWith(tools), await serve(page)];
    const get = async (path: string, method: 'GET' | 'HEAD' | 'OPTIONS' = 'GET') =>
      good(await ask(host, { kind: 'http', method, url: `${url}${path}` }));
    const gone = await get('/gone');
    expect([gone.status, text(gone.stdout)]).toEqual([404, 'no such page']);
    const away = await get('/away');
    expect([away.status, away.headers?.['location']]).toEqual([302, '/elsewhere']);
    if (name !== 'GNU wget') expect(text(away.stdout)).toBe('moved');
    else expect(away.truncated).toBe(true);
    expect((await get('/', 'HEAD')).headers?.['x-asked']).toMatch(/^HEAD/);
    expect((await get('/', 'OPTIONS')).headers?.['x-asked']).toMatch(/^OPTIONS/);
  });

  test('is bounded, and nobody there is a failure in the words of the program', async () => {
    const long = Buffer.alloc(1_500_000, 'x');
    const [host, url] = [await hostWith(tools), await serve((_, response) => response.end(long))];
    const reply = good(await ask(host, { kind: 'http', method: 'GET', url }));
    expect([reply.stdout?.length, reply.truncated]).toEqual([1024 * 1024, true]);
    const away = `http://127.0.0.1:${await freePort()}/`;
    const failure = bad(await ask(host, { kind: 'http', method: 'GET', url: away }));
    expect(failure.outcome).toBe('unreachable');
    expect(failure.detail).toMatch(/refused|connect to/i);
  });

  test('that does not come in time is a timeout', async () => {
    const [host, url] = [await hostWith(tools), await serve(() => undefined)];
    const request: Request = { kind: 'http', method: 'GET', url, timeoutMs: 1500 };
    expect(bad(await ask(host, request)).outcome).toBe('timeout');
  });
});

describe.each(ways.filter(({ name }) => /bash|nc/.test(name)))('a dial by $name', ({ tools }) => {
  test('connects, is refused, and is told apart', async () => {
    const host = await hostWith(tools);
    const server = createTcp((peer) => peer.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const dial = async (port: number) =>
      good(await ask(host, { kind: 'dial', host: '127.0.0.1', port })).json as DialAnswer;
    expect(await dial((server.address() as AddressInfo).port)).toEqual({ verdict: 'connected' });
    expect(await dial(await freePort())).toMatchObject({
      verdict: 'refused',
      message: expect.stringMatching(/refused/i),
    });
  });
});

describe.each(ways.filter(({ name }) => /bash|nc/.test(name)))('a login by $name', ({ tools }) => {
  test('is a conversation, and hangs up when it is over', async () => {
    const host = await hostWith(tools);
    // A server that asks for a password and refuses it: nothing here runs PostgreSQL.
    const words = Buffer.from('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0');
    const head = Buffer.from([0x45, 0, 0, 0, words.length + 4]);
    const closed = Promise.withResolvers<void>();
    const server = createTcp((peer) => {
      peer.on('error', () => undefined);
      peer.once('close', () => closed.resolve());
      peer.once('data', () => {
        peer.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
        peer.once('data', () => peer.write(Buffer.concat([head, words])));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const about = { host: '127.0.0.1', port, user: 'shop', database: 'shop', password: 'wrong' };
    const reply = good(await ask(host, { kind: 'postgres', ...about }));
    expect(reply.json).toMatchObject({ verdict: 'refused', code: '28P01' });
    await closed.promise;
  });
});

test('a host without any of them is blind, with the words of its server', async () => {
  const host = await hostWith({});
  for (const request of [
    { kind: 'dial', host: '127.0.0.1', port: 1 },
    { kind: 'http', method: 'GET', url: 'http://127.0.0.1:1/' },
    { kind: 'http', method: 'GET', url: 'https://127.0.0.1:1/' },
    { kind: 'postgres', host: '127.0.0.1', port: 1, user: 'shop', database: 'shop' },
  ] as const) {
    const failure = bad(await ask(host, request));
    expect(failure).toMatchObject({ outcome: 'permission', unblock: ['install'] });
    expect(failure.detail).toContain(detail);
  }
});

test('a real server that forwards nothing, with one session, still has its network asked', async () => {
  const host = await hostOf({ options: ['AllowTcpForwarding no', 'MaxSessions 1'] });
  const transport = sshTransport(host.connection);
  onTestFinished(async () => {
    await transport.close();
    await host.stop();
  });
  const url = await serve(page);
  const port = Number(new URL(url).port);
  const reply = good(await ask(transport, { kind: 'http', method: 'GET', url }));
  expect([reply.status, text(reply.stdout)]).toEqual([200, 'first second']);
  const dialed = await ask(transport, { kind: 'dial', host: '127.0.0.1', port });
  expect(good(dialed).json).toEqual({ verdict: 'connected' });
});
