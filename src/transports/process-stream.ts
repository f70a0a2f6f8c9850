import { Duplex } from 'node:stream';
import type { RemoteProcess } from './ssh-connection.ts';

/**
 * Both sides of a program as one stream. Its output may end, or it may, before it read its input; that
 * all has come is known when it ended well.
 */
export const streamOf = ({ stdin, stdout, stderr, ended, letGo }: RemoteProcess): Duplex => {
  stderr.resume();
  let isOver = false;
  const stream = new Duplex({
    read: () => stdout.resume(),
    write: (chunk: Uint8Array, _encoding, written) => {
      stdin.write(chunk, () => written());
    },
    final: (done) => {
      stdin.end();
      done();
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
  const endWith = async (): Promise<void> => {
    const { exit } = await ended;
    if (exit === 0) return end();
    const error = new Error('the program that holds the connection broke off');
    if (!isOver) stream.destroy(Object.assign(error, { code: 'ECONNABORTED' }));
    isOver = true;
  };
  for (const each of [stdin, stdout, stderr]) each.on('error', () => undefined);
  stdout.on('data', (chunk: Uint8Array) => {
    if (!isOver && !stream.push(chunk)) stdout.pause();
  });
  stdout.on('end', () => void endWith());
  stdout.on('close', () => void endWith());
  return stream;
};
