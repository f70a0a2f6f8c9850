import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Request } from '../../src/core/target.ts';
import type { Endpoint } from '../../src/transports/docker-endpoint.ts';
import { dockerTransport } from '../../src/transports/docker.ts';
import { ask, bad, good, text } from '../contracts/transport-suite.ts';
import { askAsNobody } from './ask-as-nobody.ts';
import { listen, listenRaw, versioned } from './fake-engine.ts';

const info: Request = { kind: 'docker', method: 'GET', path: '/info' };
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dd-engine-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

const newSocket = () => join(folder, `${++count}.sock`);
const transportTo = (url: string, tls?: Endpoint['tls']) => {
  const transport = dockerTransport({ url, because: 'a test', ...(tls && { tls }) });
  onTestFinished(() => transport.close());
  return transport;
};
async function fake(answer: RequestListener) {
  const path = newSocket();
  const server = await listen(path, answer);
  onTestFinished(() => void server.close());
  return transportTo(`unix://${path}`);
}

describe('an engine that cannot be asked', () => {
  test('without a socket is unreachable, and the words name the socket', async () => {
    const failure = bad(await ask(transportTo('unix:///nowhere/docker.sock'), info));
    expect(failure).toMatchObject({
      outcome: 'unreachable',
      subject: 'docker engine at unix:///nowhere/docker.sock',
    });
    expect(failure.detail).toMatch(
      /^Cannot connect to the Docker daemon at unix:\/\/\/nowhere\/docker.sock .*Is the docker daemon running\?.*ENOENT/,
    );
  });

  test('whose daemon is dead is unreachable', async () => {
    const path = newSocket();
    const listener = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    await execa(process.execPath, ['-e', listener, path], { reject: false });
    const failure = bad(await ask(transportTo(`unix://${path}`), info));
    expect(failure.outcome).toBe('unreachable');
    expect(failure.detail).toContain('ECONNREFUSED');
  });

  test('whose socket is not ours to open is a matter of permission', async () => {
    const path = newSocket();
    const server = await listen(path, versioned('1.41'));
    onTestFinished(() => void server.close());
    await chmod(path, process.getuid?.() === 0 ? 0o600 : 0);
    const failure = bad(await askAsNobody(info, path));
    expect(failure).toMatchObject({
      outcome: 'permission',
      unblock: ['docker-group', 'sudo'],
    });
    expect(failure.detail).toMatch(
      /^permission denied while trying to connect to the Docker daemon socket/,
    );
    expect(failure.detail).toContain('EACCES');
  });

  test('whose daemon hangs is a timeout, for each request after its own limit', async () => {
    const path = newSocket();
    const server = await listenRaw(path, () => undefined);
    onTestFinished(() => void server.close());
    const transport = transportTo(`unix://${path}`);
    const started = performance.now();
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => ask(transport, { ...info, timeoutMs: 300 })),
    );
    for (const reply of replies) {
      expect(bad(reply)).toMatchObject({ outcome: 'timeout', unblock: ['timeout'] });
      expect(bad(reply).detail).toContain(`no answer from unix://${path} within 0.3 s`);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('that hangs up is unreachable, and one that speaks no HTTP unreadable', async () => {
    const [rude, strange] = [newSocket(), newSocket()];
    const servers = [
      await listenRaw(rude, (socket) => socket.destroy()),
      await listenRaw(strange, (socket) => socket.end('220 mail.example.com ESMTP\r\n')),
    ];
    onTestFinished(() => servers.forEach((server) => server.close()));
    expect(bad(await ask(transportTo(`unix://${rude}`), info)).outcome).toBe('unreachable');
    expect(bad(await ask(transportTo(`unix://${strange}`), info)).outcome).toBe('unreadable');
  });

  test('is asked again the next time: it may be back', async () => {
    const path = newSocket();
    const transport = transportTo(`unix://${path}`);
    expect(bad(await ask(transport, info)).outcome).toBe('unreachable');
    const server = await listen(path, versioned('1.41'));
    onTestFinished(() => void server.close());
    expect(good(await ask(transport, info)).status).toBe(200);
  });

  test('is unreachable behind ssh, a broken context, or an address that is none, and says why', async () => {
    for (const [url, words] of [
      ['ssh://deploy@example.com', 'ssh'],
      ['npipe:////./pipe/docker_engine', 'not an address'],
      ['tcp://', 'not an address'],
      ['unix://', 'not an address'],
    ] as const) {
      const failure = bad(await ask(transportTo(url), info));
      expect(failure.outcome).toBe('unreachable');
      expect(failure.detail).toContain(words);
    }
    const problem = 'there is no docker context "gone"';
    const transport = dockerTransport({ url: 'context', because: 'a test', problem });
    expect(bad(await ask(transport, info)).detail).toBe(problem);
  });
});

test.each(['127.0.0.1', '[::1]', 'localhost'])(
  'an engine over TCP is asked at %s',
  async (host) => {
    const server = createHttp(versioned('1.41')).listen(0, host.replace(/[[\]]/g, ''));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(good(await ask(transportTo(`tcp://${host}:${port}`), info)).status).toBe(200);
  },
);

describe('the API version', () => {
  const urlOf = async (answer: RequestListener) =>
    (good(await ask(await fake(answer), info)).json as { url: string }).url;

  test.each([
    ['1.41', '1.12', '/v1.41/info', 'an engine of 20.10'],
    ['1.45', '1.24', '/v1.45/info', 'an engine of 26'],
    ['1.52', '1.44', '/v1.47/info', 'an engine of 29'],
    ['1.60', '1.50', '/v1.50/info', 'an engine that no longer speaks ours'],
    ['1.41', undefined, '/v1.41/info', 'one that does not tell its oldest'],
  ] as const)('with %s down to %s is %s: %s', async (newest, oldest, url, _what) => {
    expect(await urlOf(versioned(newest, oldest))).toBe(url);
  });

  test('is left out where none is told, as behind a proxy that hides it', async () => {
    const proxy: RequestListener = (request, response) => {
      response.statusCode = request.url === '/version' ? 403 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ url: request.url }));
    };
    expect(await urlOf(proxy)).toBe('/info');
  });

  test('is asked for once', async () => {
    const asked: (string | undefined)[] = [];
    const transport = await fake((request, response) => {
      asked.push(request.url);
      versioned('1.41')(request, response);
    });
    await Promise.all([1, 2, 3].map(() => ask(transport, info)));
    await ask(transport, info);
    expect(asked.filter((url) => url === '/version')).toHaveLength(1);
    expect(asked).toHaveLength(5);
  });
});

test('two hundred questions at once cost the processor little', async () => {
  const transport = await fake(versioned('1.41'));
  await ask(transport, info);
  const before = process.cpuUsage();
  const replies = await Promise.all(
    Array.from({ length: 200 }, (_, at) => ask(transport, { ...info, path: `/info/${at}` })),
  );
  const { user, system } = process.cpuUsage(before);
  for (const reply of replies) good(reply);
  // Both sides of the wire are in this process: 0.2 s, where one careless line made it 9.
  expect((user + system) / 1000).toBeLessThan(2000);
});

describe('an answer of the engine', () => {
  test('with another status is data', async () => {
    const transport = await fake((_, response) => {
      response.writeHead(409, { 'content-type': 'application/json' });
      response.end('{"message":"is restarting"}');
    });
    expect(good(await ask(transport, info))).toMatchObject({
      status: 409,
      json: { message: 'is restarting' },
    });
  });

  test('keeps query and headers', async () => {
    const transport = await fake((request, response) => {
      response.setHeader('Api-Version', '1.41');
      versioned('1.41')(request, response);
    });
    const query = { filters: JSON.stringify({ name: ['a&b=c'] }), all: '1' };
    const reply = good(await ask(transport, { ...info, path: '/containers/json', query }));
    const { url } = reply.json as { url: string };
    expect(Object.fromEntries(new URL(url, 'http://engine').searchParams)).toEqual(query);
    expect(reply.headers).toMatchObject({ 'api-version': '1.41' });
  });

  test('that is no JSON comes raw, and so do the JSON lines of events', async () => {
    const transport = await fake((request, response) => {
      const isText = request.url?.endsWith('/text') === true;
      response.setHeader('content-type', isText ? 'text/plain' : 'application/json');
      response.end(isText ? 'OK' : '{"status":"die"}\n');
    });
    const plain = good(await ask(transport, { ...info, path: '/text' }));
    expect([text(plain.stdout), plain.json]).toEqual(['OK', undefined]);
    const events = good(await ask(transport, { ...info, path: '/events' }));
    expect([text(events.stdout), events.json]).toEqual(['{"status":"die"}\n', undefined]);
  });

  test('is cut at the bound, and a body without an end is left', async () => {
    const transport = await fake((request, response) => {
      if (request.url === '/version') return response.end('{}');
      response.setHeader('content-type', 'application/json');
      const more = (): void => {
        while (response.writable && response.write('x'.repeat(10_000)));
        response.once('drain', more);
      };
      return more();
    });
    const reply = good(await ask(transport, { ...info, maxBytes: 1000 }));
    expect(reply).toMatchObject({ truncated: true, status: 200 });
    expect(reply.stdout).toHaveLength(1000);
    expect(reply.json).toBeUndefined();
  });

  test('on a connection that was closed meanwhile is asked for again', async () => {
    let answered = 0;
    const transport = await fake((request, response) => {
      answered += 1;
      if (answered === 2) return void request.socket.destroy();
      return versioned('1.41')(request, response);
    });
    expect(good(await ask(transport, info)).status).toBe(200);
    expect(answered).toBe(3);
  });
});

describe('an engine over TLS', () => {
  const openssl = (...argv: string[]) => execa('openssl', argv, { cwd: join(folder, 'tls') });

  test('is asked with the keys of its folder, and refused words come through', async () => {
    await mkdir(join(folder, 'tls'));
    const made = ['-nodes', '-newkey', 'rsa:2048', '-days', '2', '-subj', '/CN=localhost'];
    const names = ['-addext', 'subjectAltName=DNS:localhost'];
    await openssl('req', '-x509', ...made, ...names, '-keyout', 'key.pem', '-out', 'cert.pem');
    await openssl('version');
    const read = (name: string) => readFileSync(join(folder, 'tls', name));
    await writeFile(join(folder, 'tls', 'ca.pem'), read('cert.pem'));
    const server = createServer(
      { key: read('key.pem'), cert: read('cert.pem'), ca: read('ca.pem'), requestCert: true },
      versioned('1.41'),
    ).listen(0);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const url = `tcp://localhost:${port}`;
    const tls = { folder: join(folder, 'tls'), verify: true };
    expect(good(await ask(transportTo(url, tls), info)).status).toBe(200);
    const stranger = bad(await ask(transportTo(url, { folder, verify: true }), info));
    expect(stranger.outcome).toBe('unreadable');
    expect(stranger.detail).toMatch(/self-signed certificate/);
    const trusting = { folder: join(folder, 'tls'), verify: false };
    expect(good(await ask(transportTo(url, trusting), info)).status).toBe(200);
    expect(bad(await ask(transportTo(url), info)).outcome).not.toBe('not-found');
  });
});
