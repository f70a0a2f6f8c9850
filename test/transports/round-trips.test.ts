import { Duplex, PassThrough, Transform, type Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Request, Transport } from '../../src/core/target.ts';
import { localConnection } from '../../src/transports/local-connection.ts';
import type { Opened, SshConnection } from '../../src/transports/ssh-connection.ts';
import { sshTransport } from '../../src/transports/ssh.ts';
import { good } from '../contracts/transport-suite.ts';
import { listen, versioned } from './fake-engine.ts';

/** Half a round trip; long, so that what belongs to one trip is told from what waited for it. */
const halfMs = 150;

/**
 * The same connection over a slow link, and its round trips: whatever is sent after something came
 * back begins a new one.
 */
function slow(connection: SshConnection): SshConnection & { trips(): number } {
  let trips = 0;
  let isBack = true;
  let since = -Infinity;
  const out = (): void => {
    const now = performance.now();
    // Nothing comes back sooner: what is sent until then waited for none of it.
    if (isBack && now - since >= 2 * halfMs - 1) {
      trips += 1;
      since = now;
    }
    isBack = false;
  };
  const late = (leaves: () => void, arrives: () => void) =>
    new Transform({
      transform(chunk: Buffer, _, done) {
        leaves();
        void pause(halfMs).then(() => {
          arrives();
          this.push(chunk);
        });
        done();
      },
    });
  const back = (): void => {
    isBack = true;
  };
  const far = (stream: Readable) => stream.pipe(late(() => undefined, back));
  const opening = async <Channel>(open: () => Promise<Opened<Channel>>) => {
    out();
    await pause(halfMs);
    const opened = await open();
    await pause(halfMs);
    back();
    return opened;
  };
  const dial = async (open: () => Promise<Opened<Duplex>>): Promise<Opened<Duplex>> => {
    const opened = await opening(open);
    if (!opened.ok) return opened;
    const writable = late(out, () => undefined);
    writable.pipe(opened.channel);
    const channel = Duplex.from({ readable: far(opened.channel), writable });
    channel.on('error', () => undefined);
    return { ok: true, channel };
  };
  return {
    ...connection,
    trips: () => trips,
    start: async (command) => {
      const opened = await opening(() => connection.start(command));
      if (!opened.ok) return opened;
      const stdin = late(out, () => undefined);
      stdin.pipe(opened.channel.stdin);
      const stdout = far(opened.channel.stdout);
      return { ok: true, channel: { ...opened.channel, stdin, stdout, stderr: new PassThrough() } };
    },
    dial: (host, port) => dial(() => connection.dial(host, port)),
    socket: (path) => dial(() => connection.socket(path)),
  };
}

const host = () => {
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/root' };
  return slow(localConnection({ label: 'a host', env }));
};
const all = (transport: Transport, requests: readonly Request[]) => {
  const { signal } = new AbortController();
  return Promise.all(transport.send(requests.map((request) => ({ request, signal }))));
};
const probes = Array.from({ length: 20 }, (_, at): Request =>
  at % 2 === 0
    ? { kind: 'exec', argv: ['echo', String(at)] }
    : { kind: 'stat', path: `/proc/${process.pid}/${at % 4 === 1 ? 'status' : 'cwd'}` },
);

test('twenty probes are two trips to a host that is new, and one to one that is not', async () => {
  const link = host();
  const transport = sshTransport(link);
  onTestFinished(() => transport.close());
  for (const expected of [2, 1, 1]) {
    const before = link.trips();
    for (const reply of await all(transport, probes)) good(reply);
    expect(link.trips() - before).toBe(expected);
  }
});

test('forty inspects are two trips at first, and one when their channels are there', async () => {
  const path = `/tmp/dd-trips-${process.pid}.sock`;
  const server = await listen(path, versioned('1.41'));
  onTestFinished(() => void server.close());
  const link = host();
  const transport = sshTransport(link, { docker: path });
  onTestFinished(() => transport.close());
  const [info] = await all(transport, [{ kind: 'docker', method: 'GET', path: '/info' }]);
  good(info!);
  for (const expected of [2, 1]) {
    const before = link.trips();
    const inspects = Array.from({ length: 40 }, (_, at): Request => ({
      kind: 'docker',
      method: 'GET',
      path: `/containers/c${at}/json`,
      fresh: true,
    }));
    const replies = await all(transport, inspects);
    replies.forEach((reply, at) => {
      expect(good(reply).json).toEqual({ url: `/v1.41/containers/c${at}/json` });
    });
    expect(link.trips() - before).toBe(expected);
  }
});
