import type { Duplex } from 'node:stream';
import type { EngineStreams } from './docker-options.ts';
import { channelError } from './host-network.ts';
import type { ChannelRefusal, Opened, SshConnection } from './ssh-connection.ts';

/** Channels to one socket of a host; the first is on its way at once. */
export type HostSockets = {
  readonly url: string;
  /** Why there will be none. */
  readonly refused: Promise<ChannelRefusal | undefined>;
  readonly streams: EngineStreams;
  /** Lets go of those that nobody took. */
  leave(): void;
};

/** Channels to a socket are cheap, and as many as a batch asks for make it one round trip. */
const places = 48;

/**
 * To open one is a round trip, and to ask over it another: where they are cheap, some stand open
 * before they are needed.
 */
export const hostSockets = (connection: SshConnection, path: string): HostSockets => {
  const open = (): Promise<Opened<Duplex>> => connection.socket(path);
  const first = open();
  const spare = [first];
  let isLeft = false;
  const leave = (): void => {
    isLeft = true;
    for (const each of spare.splice(0)) {
      void each.then((opened) => opened.ok && opened.channel.destroy());
    }
  };
  const refused = first.then((opened) => {
    if (!opened.ok) return opened;
    if (!isLeft) spare.push(...Array.from({ length: connection.socketsAhead }, open));
    return undefined;
  });
  return {
    url: `unix://${path}`,
    refused,
    leave,
    streams: {
      places,
      open: async () => {
        const opened = await (spare.shift() ?? open());
        if (!opened.ok) throw channelError(opened);
        return opened.channel;
      },
    },
  };
};
