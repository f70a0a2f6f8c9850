import type { ClientChannel } from 'ssh2';
import { wordsOf } from '../failure.ts';
import type { ChannelRefusal, Opened, RemoteProcess, SshConnection } from '../ssh-connection.ts';
import type { Link } from './link.ts';
import { slots, type Slots } from './slots.ts';
import { socketRefusal } from './socket-refusal.ts';

/** How long a channel is waited for: a host frees the place of one that ended a moment later. */
const slotMs = 3000;

/** As many as the looks of one flow ask for at once. */
const socketsAhead = 8;

/** The last link of a chain, with those that carry it, as a connection. */
export const ssh2Connection = (label: string, links: readonly Link[]): SshConnection => {
  const last = links.at(-1);
  if (last === undefined) throw new Error('a chain of no hosts');
  const places = slots(slotMs);
  const hearers: ((detail: string) => void)[] = [];
  let end: { readonly detail: string; readonly isOurs: boolean } | undefined;
  const lose = (detail: string): void => {
    if (end) return;
    end = { detail, isOurs: false };
    void close(links);
    for (const hear of hearers) hear(detail);
  };
  for (const { client } of links) {
    client.on('error', (error) => lose(wordsOf(error)));
    client.on('end', () => lose('the host closed the connection'));
    client.on('close', () => lose('the connection was closed'));
  }
  const start = async (command: string): Promise<Opened<RemoteProcess>> => {
    if (!(await places.take())) return tooMany('no channel came free');
    const opened = await retried(() => last.exec(command), places);
    if (!opened.ok) {
      places.free();
      return opened;
    }
    const running = remoteProcess(opened.channel);
    void running.ended.then(() => places.free());
    return { ok: true, channel: running };
  };
  return {
    label,
    start,
    socketsAhead,
    dial: (host, port) => last.dial(host, port),
    socket: async (path) => {
      const opened = await last.socket(path);
      if (opened.ok || opened.reason !== 'connect-failed') return opened;
      return socketRefusal(opened, path, start);
    },
    onLost: (hear) => {
      if (end && !end.isOurs) hear(end.detail);
      else hearers.push(hear);
    },
    close: async () => {
      end ??= { detail: '', isOurs: true };
      await close(links);
    },
  };
};

const tooMany = (detail: string): ChannelRefusal => ({ ok: false, reason: 'too-many', detail });

/** A host that has no place for a channel now may have one in a moment; never for longer. */
const retried = async (
  exec: () => Promise<Opened<ClientChannel>>,
  places: Slots,
): Promise<Opened<ClientChannel>> => {
  const until = performance.now() + slotMs;
  for (let pauseMs = 40; ; pauseMs *= 2) {
    const opened = await exec();
    // For a session, "connect failed" is how sshd says that there are too many of them.
    if (opened.ok || (opened.reason !== 'connect-failed' && opened.reason !== 'too-many')) {
      return opened;
    }
    places.learn();
    const left = until - performance.now();
    if (left <= 0) return tooMany(opened.detail);
    await places.freed(Math.min(pauseMs, left));
  }
};

const remoteProcess = (channel: ClientChannel): RemoteProcess => {
  // Told once more at the end: `exit` may come together with the answer that the command has begun,
  // and so before anybody listens.
  const ended = new Promise<{ exit?: number; signal?: string }>((resolve) => {
    channel.on('close', (exit?: number | null, signal?: string) => {
      if (typeof exit === 'number') resolve({ exit });
      else resolve(signal === undefined ? {} : { signal });
    });
  });
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended,
    letGo: () => {
      channel.close();
      // It counts as closed when what came has been read.
      channel.resume();
      channel.stderr.resume();
    },
  };
};

const closeMs = 500;

/** Says goodbye from the end of the chain to its start; whoever does not answer is cut off. */
const close = async (links: readonly Link[]): Promise<void> => {
  const clients = links.map(({ client }) => client).toReversed();
  const first = clients.at(-1);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, closeMs);
    first?.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    for (const client of clients) client.end();
  });
  for (const client of clients) client.destroy();
};
