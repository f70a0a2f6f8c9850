import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { wordsOf } from '../failure.ts';
import type { ChannelRefusal, Opened, RemoteProcess, SshConnection } from '../ssh-connection.ts';
import { slots } from './slots.ts';

/** How long a channel is waited for: a host frees the place of one that ended a moment later. */
const slotMs = 3000;

/** The last client of a chain, with those before it, as a connection. */
export const ssh2Connection = (label: string, clients: readonly Client[]): SshConnection => {
  const last = clients.at(-1);
  if (last === undefined) throw new Error('a chain of no hosts');
  const places = slots(slotMs);
  const hearers: ((detail: string) => void)[] = [];
  let end: { readonly detail: string; readonly isOurs: boolean } | undefined;
  const lose = (detail: string): void => {
    if (end) return;
    end = { detail, isOurs: false };
    void close(clients);
    for (const hear of hearers) hear(detail);
  };
  for (const client of clients) {
    client.on('error', (error) => lose(wordsOf(error)));
    client.on('end', () => lose('the host closed the connection'));
    client.on('close', () => lose('the connection was closed'));
  }
  const lost = (): ChannelRefusal => ({
    ok: false,
    reason: 'lost',
    detail: end?.isOurs === true ? 'the connection was closed' : (end?.detail ?? 'closed'),
  });
  const open = async <Channel>(
    request: (hear: (error: Error | undefined, channel: Channel) => void) => void,
  ): Promise<Opened<Channel>> => {
    if (end) return lost();
    return new Promise((resolve) => {
      try {
        request((error, channel) => {
          if (!error) resolve({ ok: true, channel });
          else resolve(end ? lost() : refusal(error));
        });
      } catch (error) {
        // The package throws where the link has just gone.
        lose(wordsOf(error));
        resolve(lost());
      }
    });
  };
  const exec = (command: string): Promise<Opened<ClientChannel>> =>
    open((hear) => last.exec(command, hear));
  return {
    label,
    start: async (command) => {
      if (end) return lost();
      if (!(await places.take())) return tooMany('no channel came free');
      const opened = await retried(() => exec(command), places);
      if (!opened.ok) {
        places.free();
        return opened;
      }
      const running = remoteProcess(opened.channel);
      void running.ended.then(() => places.free());
      return { ok: true, channel: running };
    },
    dial: (host, port) => open<Duplex>((hear) => last.forwardOut('127.0.0.1', 0, host, port, hear)),
    socket: (path) => open<Duplex>((hear) => last.openssh_forwardOutStreamLocal(path, hear)),
    onLost: (hear) => {
      if (end && !end.isOurs) hear(end.detail);
      else hearers.push(hear);
    },
    close: async () => {
      end ??= { detail: '', isOurs: true };
      await close(clients);
    },
  };
};

const tooMany = (detail: string): ChannelRefusal => ({ ok: false, reason: 'too-many', detail });

/** A host that has no place for a channel now may have one in a moment; never for longer. */
const retried = async (
  exec: () => Promise<Opened<ClientChannel>>,
  places: ReturnType<typeof slots>,
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

/** By the reason codes of RFC 4254; without one, the channel was open and the request was refused. */
const refusal = (error: Error & { readonly reason?: unknown }): ChannelRefusal => {
  const detail = wordsOf(error).replace(/^\(SSH\) Channel open failure: /, '');
  switch (error.reason) {
    case 2:
      return { ok: false, reason: 'connect-failed', detail };
    case 4:
      return { ok: false, reason: 'too-many', detail };
    default:
      return { ok: false, reason: 'prohibited', detail };
  }
};

const remoteProcess = (channel: ClientChannel): RemoteProcess => {
  let status: { exit?: number; signal?: string } = {};
  channel.on('exit', (code: number | null, signal?: string) => {
    if (code !== null) status = { exit: code };
    else if (signal !== undefined) status = { signal };
  });
  const ended = new Promise<typeof status>((resolve) => {
    channel.on('close', () => resolve(status));
  });
  channel.on('error', ignoreAfterwards);
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

/** Writing to a command that has ended is no fault: its status says what there is to say. */
const ignoreAfterwards = (): void => undefined;

const closeMs = 500;

/** Says goodbye from the end of the chain to its start; whoever does not answer is cut off. */
const close = async (clients: readonly Client[]): Promise<void> => {
  const [first] = clients;
  const closed = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, closeMs);
    first?.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    for (const client of clients.toReversed()) client.end();
  });
  await closed;
  for (const client of clients.toReversed()) client.destroy();
};
