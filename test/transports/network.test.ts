import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTls } from 'node:https';
import { connect, createServer as createTcp, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DialAnswer, Request } from '../../src/core/target.ts';
import { localTransport } from '../../src/transports/local.ts';
import { ask, bad, good, text } from '../contracts/transport-suite.ts';

const transport = localTransport({ env: {} });

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
const serve = async (answer: RequestListener) =>
  `http://127.0.0.1:${await portOf(createServer(answer))}`;
const get = (url: string, more: Partial<Extract<Request, { kind: 'http' }>> = {}) =>
  ask(transport, { kind: 'http', method: 'GET', url, ...more });

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createTcp().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('http', () => {
  test('tells status, headers and body of whatever is answered', async () => {
    const url = await serve((request, response) => {
      response.writeHead(503, { 'X-Method': request.method, 'Set-Cookie': ['a=1', 'b=2'] });
      response.end(`for ${request.headers.origin ?? ''}`);
    });
    const reply = good(await get(url, { headers: { origin: 'https://shop.example.com' } }));
    expect(reply).toMatchObject({
      status: 503,
      headers: { 'x-method': 'GET', 'set-cookie': 'a=1, b=2' },
    });
    expect(text(reply.stdout)).toBe('for https://shop.example.com');
    expect(good(await get(url, { method: 'OPTIONS' })).headers?.['x-method']).toBe('OPTIONS');
  });

  test('follows no redirect', async () => {
    const url = await serve((_, response) => {
      response.writeHead(301, { location: '/elsewhere' }).end();
    });
    expect(good(await get(url))).toMatchObject({
      status: 301,
      headers: { location: '/elsewhere' },
    });
  });

  test('cuts a body without an end, and says so', async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        while (response.writable && response.write('x'.repeat(50_000)));
        response.once('drain', more);
      };
      more();
    });
    const reply = good(await get(url));
    expect(reply.truncated).toBe(true);
    expect(reply.stdout).toHaveLength(1024 * 1024);
  });

  test('that nobody answers is unreachable, in time a timeout, and broken off unreachable', async () => {
    const refused = bad(await get(`http://127.0.0.1:${await closedPort()}/`));
    expect(refused.outcome).toBe('unreachable');
    expect(refused.detail).toContain('ECONNREFUSED');
    const silent = await serve(() => undefined);
    expect(bad(await get(silent, { timeoutMs: 200 }))).toMatchObject({
      outcome: 'timeout',
      unblock: ['timeout'],
    });
    const rude = await serve((_, response) => void response.socket?.destroy());
    expect(bad(await get(rude)).outcome).toBe('unreachable');
    const unfinished = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    expect(bad(await get(unfinished)).outcome).toBe('unreachable');
  });

  test('at both addresses of a name keeps the words of both', async () => {
    const failure = bad(await get(`http://localhost:${await closedPort()}/`));
    expect(failure.detail).toContain('ECONNREFUSED');
    expect(failure.outcome).toBe('unreachable');
  });

  test('with a certificate that does not hold ends in the words of TLS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dd-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const made = ['-nodes', '-newkey', 'rsa:2048', '-days', '2', '-subj', '/CN=shop.example.com'];
    await execa('openssl', ['req', '-x509', ...made, '-keyout', 'key', '-out', 'cert'], {
      cwd: folder,
    });
    const keys = {
      key: readFileSync(join(folder, 'key')),
      cert: readFileSync(join(folder, 'cert')),
    };
    const port = await portOf(createTls(keys, (_, response) => response.end('hello')));
    const failure = bad(await get(`https://127.0.0.1:${port}/`));
    expect(failure.outcome).toBe('unreadable');
    expect(failure.detail).toMatch(/self-signed certificate/);
  });

  test('with a header that cannot be sent is not asked', async () => {
    const headers = { origin: 'https://shop.example.com\nhost: other' };
    expect(bad(await get('http://127.0.0.1:1/', { headers })).outcome).toBe('unreadable');
  });

  test('at an address that is none is not asked', async () => {
    for (const url of ['no address', 'file:///etc/passwd', 'http://']) {
      expect(bad(await get(url)).outcome).toBe('unreadable');
    }
  });

  test('at something that speaks no HTTP is unreadable', async () => {
    const port = await portOf(createTcp((socket) => socket.end('220 mail.example.com\r\n')));
    expect(bad(await get(`http://127.0.0.1:${port}/`)).outcome).toBe('unreadable');
  });
});

describe('dial', () => {
  const dial = (host: string, port: number, timeoutMs?: number) =>
    ask(transport, { kind: 'dial', host, port, ...(timeoutMs && { timeoutMs }) });
  const verdict = async (...where: Parameters<typeof dial>) =>
    good(await dial(...where)).json as DialAnswer;

  test('connects, and hangs up again', async () => {
    let ended = false;
    const server = createTcp((socket) => socket.on('close', () => (ended = true)).resume());
    const port = await portOf(server);
    expect(await verdict('127.0.0.1', port)).toEqual({ verdict: 'connected' });
    await expect.poll(() => ended).toBe(true);
  });

  test('that is refused is an answer, with the original words', async () => {
    const port = await closedPort();
    expect(await verdict('127.0.0.1', port)).toEqual({
      verdict: 'refused',
      message: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
    expect((await verdict('localhost', port)).verdict).toBe('refused');
  });

  test('that nothing comes back from is a timeout', async () => {
    // A server that accepts nothing any more, its queue full, does not even refuse.
    const script = `const server = require('net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, () => {
      require('fs').writeSync(1, server.address().port + '\\n');
      process.kill(process.pid, 'SIGSTOP');
    })`;
    const stuck = execa(process.execPath, ['-e', script], { reject: false });
    onTestFinished(() => void stuck.kill('SIGKILL'));
    const [line] = (await once(stuck.stdout, 'data')) as [Buffer];
    const port = Number(line.toString());
    const queue = Array.from({ length: 8 }, () => connect({ host: '127.0.0.1', port }));
    onTestFinished(() => queue.forEach((socket) => socket.destroy()));
    for (const socket of queue) socket.on('error', () => undefined);
    await Promise.all(queue.slice(0, 2).map((socket) => once(socket, 'connect')));
    expect(await verdict('127.0.0.1', port, 300)).toEqual({
      verdict: 'timeout',
      message: 'no answer within 0.3 s',
    });
  });

  test('to a name that is not known is an answer; a silent name server is not', async () => {
    const reply = await dial('no-such-name.invalid', 80);
    if (reply.ok) expect(reply.json).toMatchObject({ verdict: 'name-unknown' });
    else expect(reply.failure).toMatchObject({ outcome: 'unreachable' });
  });

  test('to a port that is none is not tried', async () => {
    expect(bad(await dial('127.0.0.1', 70_000)).outcome).toBe('unreadable');
  });
});
