import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createServer as createRaw, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import { httpAnswer } from '../../src/probes/http-answer.ts';
import { localTransport } from '../../src/transports/local.ts';
import { selfSigned } from './self-signed.ts';
import { data, failed, json, over, told } from './told.ts';

const transport = localTransport({ env: {} });
const open: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

const started = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  open.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const serving = (answer: RequestListener) => started(createServer(answer));
const speaking = (talk: (socket: Socket) => void) => started(createRaw(talk));
const ask = async (port: number, more: object = {}) =>
  data(await over(transport, httpAnswer, { address: '127.0.0.1', port, ...more }));

describe('a page', () => {
  test.each([
    [200, 'ok'],
    [204, 'ok'],
    [301, 'redirect'],
    [400, 'client-error'],
    [401, 'login'],
    [403, 'client-error'],
    [404, 'missing'],
    [410, 'missing'],
    [500, 'server-error'],
    [503, 'server-error'],
  ])('with status %i: %s', async (status, answer) => {
    const port = await serving((_, response) => response.writeHead(status).end());
    expect(await ask(port)).toMatchObject({ answer, status });
  });

  test('is asked as the check asks: method, path and host', async () => {
    const seen: unknown[] = [];
    const port = await serving(({ method, url, headers: { host } }, response) => {
      seen.push([method, url, host]);
      response.end();
    });
    await ask(port, { method: 'HEAD', path: '/up?all=1', host: 'localhost:3000' });
    expect(seen).toEqual([['HEAD', '/up?all=1', 'localhost:3000']]);
  });

  test('that is elsewhere is not followed', async () => {
    const port = await serving((_, response) =>
      response.writeHead(302, { location: 'https://example.com/login' }).end(),
    );
    const { excerpt } = await ask(port);
    expect(excerpt).toMatch(/: 302 after \d+ ms, to https:\/\/example\.com\/login$/);
  });

  test('that comes after the limit of the check is late', async () => {
    const port = await serving((_, response) => setTimeout(() => response.end(), 300));
    expect(await ask(port, { 'limit-ms': 100 })).toMatchObject({ answer: 'ok', late: true });
    expect(await ask(port, { 'limit-ms': 5000 })).toMatchObject({ answer: 'ok', late: false });
  });

  test('that fails after the limit is not merely late', async () => {
    const port = await serving((_, response) =>
      setTimeout(() => response.writeHead(500).end(), 300),
    );
    expect(await ask(port, { 'limit-ms': 100 })).toMatchObject({
      answer: 'server-error',
      late: false,
    });
  });

  test('never comes, though it is connected', async () => {
    const port = await serving(() => undefined);
    expect(await ask(port, { 'limit-ms': 1000 })).toMatchObject({ answer: 'none' });
  });
});

describe('what is no page', () => {
  test('a closed port', async () => {
    const port = await speaking((socket) => socket.end());
    open.splice(0).forEach(({ server }) => server.close());
    expect(await ask(port)).toMatchObject({ answer: 'refused' });
  });

  test.each([
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['greets in another language', (socket: Socket) => socket.end('220 mail.example.com\r\n')],
  ])('a server that %s', async (_, talk) => {
    expect(await ask(await speaking(talk))).toMatchObject({ answer: 'no-page' });
  });

  test('a certificate that proves nothing is no refusal', async () => {
    const port = await started(createSecure(selfSigned, (_, response) => response.end()));
    expect(await ask(port, { scheme: 'https' })).toMatchObject({ answer: 'certificate' });
    expect(await ask(port)).toMatchObject({ answer: 'no-page' });
  });

  test('TLS, asked of a server without it', async () => {
    const port = await serving((_, response) => response.end());
    expect(await ask(port, { scheme: 'https' })).toMatchObject({ answer: 'no-page' });
  });

  test.each([
    { port: 80 },
    { address: '127.0.0.1' },
    { address: '127.0.0.1', port: 1, scheme: 'tcp' },
  ])('nothing to ask for: %j', async (args) => {
    expect(data(await told(httpAnswer, args, {}))).toMatchObject({ answer: 'not-asked' });
  });
});

describe('a host that is not come to', () => {
  const args = { address: '192.0.2.7', port: 80 };
  const page = 'GET http://192.0.2.7:80/';
  const dial = 'connect 192.0.2.7:80';

  test.each(blindOutcomes.filter((outcome) => outcome !== 'timeout'))(
    'says nothing: %s',
    async (outcome) => {
      expect(await told(httpAnswer, args, { [page]: failed(outcome) })).toMatchObject({ outcome });
    },
  );

  test.each([json({ verdict: 'timeout' }), json({ verdict: 'no-route' }), failed('unreachable')])(
    'says nothing where it cannot even be connected (%#)',
    async (dialed) => {
      const answers = { [page]: failed('timeout'), [dial]: dialed };
      expect(await told(httpAnswer, args, answers)).toMatchObject({ outcome: 'timeout' });
    },
  );

  test('may be one of IPv6', async () => {
    const answers = { 'GET http://[2001:db8::7]:80/': json({}, 204) };
    const asked = { address: '2001:db8::7', port: 80 };
    expect(data(await told(httpAnswer, asked, answers))).toMatchObject({ answer: 'ok' });
  });
});
