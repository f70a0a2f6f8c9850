import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { isSecret, textBytes } from '../core/probe.ts';
import type { Ask, Reply } from '../core/target.ts';
import { collectStart, type Collected } from './collected.ts';
import { codeOf, refusal, wordsOf } from './failure.ts';
import { defaultBytes, defaultTimeoutMs, within } from './within.ts';

/** A program that looks, or one that changes something. */
type Exec = Omit<Extract<Ask, { readonly kind: 'exec' }>, 'kind'> & {
  readonly env?: Readonly<Record<string, string>>;
};

/** Past this much output a program is ended: its exit status is no longer worth the wait. */
const endlessBytes = 32 * 1024 * 1024;

/** A program that was started, or could not be (then without a pid). */
type Started = {
  readonly pid?: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
};

export type Execute = {
  run(request: Exec, signal: AbortSignal): Promise<Reply>;
  /** Ends what still runs. */
  close(): void;
};

/** Starts programs on this machine, each in a process group of its own, with a clean environment. */
export const executor = (env: Readonly<Record<string, string>>): Execute => {
  const running = new Set<Started>();
  const close = (): void => {
    for (const child of running) endGroup(child);
  };
  const run = async (request: Exec, signal: AbortSignal): Promise<Reply> => {
    const subject = request.argv.join(' ');
    const { timeoutMs = defaultTimeoutMs } = request;
    const limit = { subject, signal, timeoutMs, late: ended };
    // A process in a group of its own does not get the terminal's Ctrl-C, nor end with this one.
    process.once('exit', close);
    try {
      return await within(limit, (ending) => start(request, { env, running, ending }));
    } finally {
      process.off('exit', close);
    }
  };
  return { run, close };
};

const ended = (seconds: number): string => `it had not ended after ${seconds} s, and was killed`;

type Surroundings = {
  readonly env: Readonly<Record<string, string>>;
  readonly running: Set<Started>;
  readonly ending: AbortSignal;
};

const start = async (request: Exec, { env, running, ending }: Surroundings): Promise<Reply> => {
  const [program = '', ...args] = request.argv;
  const { stdin, cwd } = request;
  if (isSecret(stdin)) throw new Error('exec: a secret reference came to the wire unrevealed');
  if (cwd !== undefined) {
    const missing = folderProblem(cwd);
    if (missing) return missing;
  }
  const child = execa(program, args, {
    reject: false,
    buffer: false,
    detached: true,
    cleanup: false,
    extendEnv: false,
    env: { ...env, ...request.env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(stdin === undefined ? { stdin: 'ignore' as const } : { input: textBytes(stdin) }),
  });
  const [stdout, stderr] = [collectStart(defaultBytes), collectStart(defaultBytes)];
  const end = (): void => {
    endGroup(child);
    // A grandchild in another session may hold these open for ever.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const collect = (into: Collected) => (chunk: Uint8Array) => {
    into.add(chunk);
    if (into.seen > endlessBytes) end();
  };
  child.stdout.on('data', collect(stdout));
  child.stderr.on('data', collect(stderr));
  running.add(child);
  ending.addEventListener('abort', end, { once: true });
  const result = await child;
  ending.removeEventListener('abort', end);
  running.delete(child);
  if (child.pid === undefined) return notStarted(program, result.cause ?? result);
  return {
    ok: true,
    ...(result.exitCode === undefined ? {} : { exit: result.exitCode }),
    stdout: stdout.bytes(),
    stderr: stderr.bytes(),
    ...(stdout.truncated || stderr.truncated ? { truncated: true as const } : {}),
  };
};

const endGroup = (child: Started): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Already gone, or running as another user (sudo), which its own limit must end.
    if (codeOf(error) !== 'ESRCH' && codeOf(error) !== 'EPERM') throw error;
  }
};

const notStarted = (program: string, error: unknown): Reply => {
  const code = codeOf(error);
  if (code === 'ENOENT') return refusal('tool-missing', program, wordsOf(error), ['install']);
  if (code === 'EACCES' || code === 'EPERM') {
    return refusal('permission', program, wordsOf(error), ['sudo']);
  }
  return refusal('unreadable', program, wordsOf(error));
};

/** `spawn` says ENOENT for a missing folder as it does for a missing program. */
const folderProblem = (folder: string): Reply | undefined => {
  try {
    if (statSync(folder).isDirectory()) return undefined;
    return refusal('unreadable', folder, 'not a folder');
  } catch (error) {
    const outcome = codeOf(error) === 'EACCES' ? 'permission' : 'unreadable';
    return refusal(outcome, folder, wordsOf(error));
  }
};
