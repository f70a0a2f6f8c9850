import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { wordsOf } from '../failure.ts';
import type { ChannelRefusal, Opened } from '../ssh-connection.ts';

/** One authenticated client and the channels that it opens; refusals are values. */
export type Link = {
  readonly client: Client;
  exec(command: string): Promise<Opened<ClientChannel>>;
  dial(host: string, port: number): Promise<Opened<Duplex>>;
  socket(path: string): Promise<Opened<Duplex>>;
};

type Hear<Channel> = (error: Error | undefined, channel: Channel) => void;

export const link = (client: Client): Link => {
  let isOver = false;
  const channels = new Set<Duplex>();
  const seal = (): void => {
    isOver = true;
    for (const channel of channels) sealed(channel);
  };
  client.on('end', seal);
  client.on('close', seal);
  const open = <Channel extends Duplex>(
    request: (hear: Hear<Channel>) => void,
  ): Promise<Opened<Channel>> =>
    new Promise((resolve) => {
      if (isOver) {
        resolve(lost);
        return;
      }
      try {
        request((error, channel) => {
          if (error) {
            resolve(isOver ? lost : refusal(error));
            return;
          }
          channels.add(channel);
          channel.on('close', () => channels.delete(channel));
          // Writing to what has ended meanwhile is no fault of the program's.
          channel.on('error', ignored);
          resolve({ ok: true, channel });
        });
      } catch (error) {
        // The package throws where the link has gone and nobody has been told yet.
        resolve({ ...lost, detail: wordsOf(error) });
      }
    });
  return {
    client,
    exec: (command) => open((hear: Hear<ClientChannel>) => client.exec(command, hear)),
    dial: (host, port) =>
      open((hear: Hear<ClientChannel>) => client.forwardOut('127.0.0.1', 0, host, port, hear)),
    socket: (path) =>
      open((hear: Hear<ClientChannel>) => client.openssh_forwardOutStreamLocal(path, hear)),
  };
};

const ignored = (): void => undefined;

const lost: ChannelRefusal = { ok: false, reason: 'lost', detail: 'the connection is gone' };

/**
 * A channel whose link is gone closes itself when it has been read to its end, and the package
 * would then write to a compressor that is gone too, and throw where nobody can catch it.
 */
const sealed = (channel: Duplex): void => {
  const { outgoing } = channel as Duplex & { outgoing?: { state: string } };
  if (outgoing) outgoing.state = 'closed';
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
