import type { Duplex } from 'node:stream';

/** What HTTP and database clients ask of a socket beyond a stream. */
export type SocketLike = Duplex & { destroySoon(): void };

/**
 * A stream of a connection as a socket that is connected already; its link looks after delays and
 * keep-alives itself.
 */
export const socketLike = (stream: Duplex): SocketLike => {
  const same = (): Duplex => stream;
  const connect = (): void => {
    process.nextTick(() => stream.emit('connect'));
  };
  const destroySoon = (): void => {
    stream.end(() => stream.destroy());
  };
  const quiet = { setKeepAlive: same, setNoDelay: same, setTimeout: same, ref: same, unref: same };
  return Object.assign(stream, quiet, { connect, destroySoon });
};
