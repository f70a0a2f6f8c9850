import { mkdtemp, rm } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Request, Transport } from '../../src/core/target.ts';
import { dockerTransport } from '../../src/transports/docker.ts';
import { sshTransport } from '../../src/transports/ssh.ts';
import { ask, bad, good, text } from '../contracts/transport-suite.ts';
import { listenRaw } from './fake-engine.ts';
import { hostOf, type HostChoice } from './ssh-host.ts';

// An engine that dies while it answers: no real one can be made to at a given byte.

const json = '{"Name": "whole", "Containers": 3}';
const frame = (words: string) => `\x01\0\0\0\0\0\0${String.fromCharCode(words.length)}${words}`;
const log = frame('first line\n') + frame('second line\n');
const chunk = (words: string) => `${words.length.toString(16)}\r\n${words}\r\n`;
const missing = '{"message": "No such container: gone"}';

const answer = (status: string, type: string, { chunked = false, length = 0 }) =>
  `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\n` +
  `${chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`}\r\n\r\n`;
const jsonHead = answer('200 OK', 'application/json', { length: json.length });
const logHead = answer('200 OK', 'application/vnd.docker.raw-stream', { chunked: true });
const missingHead = answer('404 Not Found', 'application/json', { length: missing.length });

/** By the last part of what is asked for: what is answered before the engine hangs up. */
const said: Readonly<Record<string, string>> = {
  'no-body': jsonHead,
  'half-json': jsonHead + json.slice(0, 20),
  'all-but-one': jsonHead + json.slice(0, -1),
  'no-last-chunk': answer('200 OK', 'application/json', { chunked: true }) + chunk(json),
  'half-chunk': answer('200 OK', 'application/json', { chunked: true }) + chunk(json).slice(0, 20),
  'after-a-frame/logs': logHead + chunk(frame('first line\n')),
  'in-a-frame/logs': logHead + chunk(log.slice(0, 24)),
};

const talk = (socket: Socket): void => {
  socket.on('data', (bytes: Buffer) => {
    const tell = (words: string): void => {
      // One that is for a single request is closed by an engine, too.
      if (/\r\nconnection: close\r\n/i.test(bytes.toString())) socket.end(words);
      else socket.write(words);
    };
    const asked = /^\w+ (?:\/v[\d.]+)?\/([^ ?]*)/.exec(bytes.toString())?.[1] ?? '';
    const version = '{"ApiVersion": "1.41", "Version": "20.10.24"}';
    if (/^(version|_ping)$/.test(asked)) {
      tell(answer('200 OK', 'application/json', { length: version.length }) + version);
    } else if (asked.endsWith('/archive')) {
      socket.end(missingHead + (bytes.toString().startsWith('HEAD') ? '' : missing.slice(0, 9)));
    } else if (asked === 'whole') tell(jsonHead + json);
    else if (asked === 'whole/logs') socket.end(`${logHead}${chunk(log)}0\r\n\r\n`);
    else if (asked === 'short/logs') socket.end(`${logHead}${chunk(log.slice(0, -4))}0\r\n\r\n`);
    else socket.end(said[asked] ?? '', 'latin1');
  });
};

const ways: readonly { name: string; host?: HostChoice }[] = [
  { name: 'its socket' },
  { name: 'its socket over ssh2', host: { ssh: 'ssh2' } },
  { name: 'its socket over the system’s ssh', host: { ssh: 'openssh' } },
  {
    name: 'docker system dial-stdio',
    host: { ssh: 'ssh2', options: ['AllowStreamLocalForwarding no'] },
  },
  {
    name: 'the batch',
    host: { ssh: 'ssh2', options: ['AllowStreamLocalForwarding no', 'MaxSessions 1'] },
  },
];

let folder: string;
let socket: string;
let server: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dd-broken-'));
  socket = join(folder, 'docker.sock');
  server = await listenRaw(socket, talk);
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

describe.each(ways)('an engine behind $name', ({ host }) => {
  let transport: Transport;
  let stop: () => Promise<void> = async () => undefined;
  beforeAll(async () => {
    if (host === undefined) {
      transport = dockerTransport({ url: `unix://${socket}`, because: 'a test' });
      return;
    }
    const own = await hostOf(host);
    transport = sshTransport(own.connection, { docker: socket });
    stop = own.stop;
  });
  afterAll(async () => {
    await transport.close();
    await stop();
  });
  const get = (path: string) =>
    ask(transport, { kind: 'docker', method: 'GET', path: `/${path}`, timeoutMs: 5000 });

  test('answers whole what it answers whole', async () => {
    expect(good(await get('whole')).json).toEqual(JSON.parse(json));
    const lines = good(await get('whole/logs')).stdout;
    expect(text(lines)).toBe('first line\nsecond line\n');
  });

  test('that breaks off within an answer has not answered', async () => {
    const paths = Object.keys(said);
    const replies = await Promise.all(paths.map(get));
    const outcomes = replies.map((reply, at) => [paths[at], bad(reply).outcome]);
    expect(outcomes).toEqual(paths.map((path) => [path, 'unreachable']));
  });

  test('that ends a log within a line of it is not believed', async () => {
    const failure = bad(await get('short/logs'));
    expect(failure.outcome).toBe('unreadable');
    expect(failure.detail).toContain('in the middle of a frame');
  });

  test('that breaks off within its reason has not said that a file is missing', async () => {
    const read: Request = { kind: 'read', path: '/etc/shop.conf', in: 'gone' };
    expect(bad(await ask(transport, read)).outcome).toBe('unreachable');
  });
});
