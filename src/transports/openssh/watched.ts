import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Env } from '../docker-endpoint.ts';
import { sshEnv } from './program.ts';

/** An ssh that does not outlive this program, however that ends. */
export type WatchedSsh = {
  readonly stderr: Readable;
  readonly ended: Promise<void>;
  stop(): void;
};

/**
 * Becomes ssh, with a watch beside it that holds the other end of a pipe of ours. That is closed by
 * the system when this program is killed: then the watch ends ssh, and removes its private folder.
 */
const script = `
folder=$1
shift
{ read -r over || { kill $$; rm -rf "$folder"; }; } <&3 >/dev/null 2>&1 &
exec ssh "$@" 3<&-
`;

const patienceMs = 1000;

export const watchedSsh = (
  args: readonly string[],
  { folder, env, more }: WatchedChoice,
): WatchedSsh => {
  const child = spawn('sh', ['-c', script, 'sh', folder, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...sshEnv(env), ...more },
  });
  const [, , stderr, pipe] = child.stdio;
  if (!stderr || !(pipe instanceof Socket)) throw new Error('a pipe that is none');
  pipe.on('error', ignored);
  // Ended by itself: there is nothing to watch any more, and its number may become another's.
  child.once('exit', () => pipe.end('over\n'));
  pipe.resume();
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = (): void => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    void ended.then(() => clearTimeout(timer));
  };
  return { stderr, ended, stop };
};

type WatchedChoice = {
  /** The private one of this connection. */
  readonly folder: string;
  readonly env: Env;
  readonly more: Readonly<Record<string, string>>;
};

const ignored = (): void => undefined;
