import { Duplex } from 'node:stream';
import type { RemoteProcess } from './ssh-connection.ts';

/** Both sides of a program as one stream. Its output may end, or it may, before it read its input. */
export const streamOf = ({ stdin, stdout, stderr, ended, letGo }: RemoteProcess): Duplex => {
  stderr.resume();
  let isOver = false;
  const stream = new Duplex({
    read: () => stdout.resume(),
    write: (chunk: Uint8Array, _encoding, written) => {
      stdin.write(chunk, () => written());
    },
    final: (ended) => {
      stdin.end();
      ended();
    },
    destroy: (error, destroyed) => {
      letGo();
      destroyed(error);
    },
  });
  const end = (): void => {
    if (!isOver) stream.push(null);
    isOver = true;
  };
  for (const each of [stdin, stdout, stderr]) each.on('error', end);
  stdout.on('data', (chunk: Uint8Array) => {
    if (!isOver && !stream.push(chunk)) stdout.pause();
  });
  stdout.on('end', end);
  stdout.on('close', end);
  return stream;
};
