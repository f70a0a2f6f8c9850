import { readFile, rm } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../failure.ts';
import type { ChannelRefusal } from '../ssh-connection.ts';
import type { Env } from '../docker-endpoint.ts';
import type { Master } from './master.ts';
import { ssh, type SshProgram } from './program.ts';
import { channelRefusal } from './words.ts';

export type Client =
  | {
      readonly ok: true;
      readonly program: SshProgram;
      readonly stdout: Readable;
      readonly stderr: Readable;
    }
  | (ChannelRefusal & { readonly words: string });

/**
 * A client of the master, once its channel is open. Its own words go to a file, apart from what the
 * command on the host writes: they tell when the channel opened.
 */
export const client = async (
  master: Master,
  args: readonly string[],
  env: Env,
): Promise<Client> => {
  const log = master.fresh('client');
  const heardBefore = master.refusals.length;
  const program = ssh([...master.viaMaster, '-v', '-E', log, ...args], env);
  const [stdout, stderr] = [held(program.stdout), held(program.stderr)];
  const state = { isOver: false };
  void program.then(() => (state.isOver = true));
  try {
    for (;;) {
      // Looked at before the words: what it wrote last is then among them.
      const wasOver = state.isOver;
      const words = await wordsIn(log);
      if (/master session id: /.test(words)) return { ok: true, program, stdout, stderr };
      const refused = /request failed: (.*)/.exec(words)?.[1];
      if (refused !== undefined || wasOver) {
        program.kill();
        if (refused === undefined) return { ...lost, words };
        const told = await refusalOf(master, heardBefore);
        return { ...channelRefusal(told ?? refused), words };
      }
      await pause(pollMs);
    }
  } finally {
    await rm(log, { force: true });
  }
};

/** execa throws away what nobody reads at once; the channel's reader comes later. */
const held = (stream: Readable): Readable => {
  const kept = new PassThrough();
  stream.pipe(kept);
  // One that is destroyed ends, too.
  stream.once('close', () => kept.end());
  return kept;
};

const pollMs = 5;
const tellMs = 200;
const lost: ChannelRefusal = { ok: false, reason: 'lost', detail: 'the connection is gone' };

/** The master's own line about the channel comes by another way, maybe a moment later. */
export const refusalOf = async (master: Master, since: number): Promise<string | undefined> => {
  const until = performance.now() + tellMs;
  while (master.refusals.length <= since && performance.now() < until) await pause(pollMs);
  return master.refusals[since];
};

const wordsIn = async (log: string): Promise<string> => {
  try {
    return await readFile(log, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
};
