import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { isSecret, textBytes } from '../core/probe.ts';
import type { Ask, Reply } from '../core/target.ts';
import { collectStart, type Collected } from './collected.ts';
import type { Client } from './docker-client.ts';
import { cutFrame, frames } from './docker-frames.ts';
import { engineRefusal } from './docker-refusal.ts';
import { refusal, type Refusal } from './failure.ts';
import { defaultBytes } from './within.ts';

/** A program that looks, or one that changes something. */
type Exec = Omit<Extract<Ask, { readonly kind: 'exec' }>, 'kind'> & {
  readonly env?: Readonly<Record<string, string>>;
};

/** Starts a process in a running container, which leaves its mark there: rare and declared. */
export const execInContainer = async (
  request: Exec,
  client: Client,
  signal: AbortSignal,
): Promise<Reply> => {
  const { argv, stdin, in: container = '', as, cwd, env } = request;
  if (isSecret(stdin)) throw new Error('exec: a secret came to the wire unrevealed');
  const reached = await client.connect();
  if (!reached.ok) return reached;
  const [stdout, stderr] = [collectStart(defaultBytes), collectStart(defaultBytes)];
  try {
    const exec = await reached.docker.getContainer(container).exec({
      Cmd: [...argv],
      AttachStdin: stdin !== undefined,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      ...(env && { Env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }),
      ...(as === undefined ? {} : { User: as }),
      ...(cwd === undefined ? {} : { WorkingDir: cwd }),
      abortSignal: signal,
    });
    const hijack = { hijack: true, stdin: stdin !== undefined, Detach: false, Tty: false };
    const stream: Duplex = await exec.start({ ...hijack, abortSignal: signal });
    signal.addEventListener('abort', () => stream.destroy(), { once: true });
    if (stdin !== undefined) stream.end(textBytes(stdin));
    const unframe = frames((name, bytes) => (name === 'stdout' ? stdout : stderr).add(bytes));
    for await (const chunk of stream as AsyncIterable<Uint8Array>) unframe.take(chunk);
    if (!unframe.isWhole()) return refusal('unreadable', `container ${container}`, cutFrame);
    const exit = await exitOf(() => exec.inspect({ abortSignal: signal }));
    return answer({ exit, stdout, stderr }, request);
  } catch (error) {
    return refused(error, request) ?? engineRefusal(error, client.endpoint);
  }
};

/** A program may close its streams, and end later. */
const exitOf = async (
  inspect: () => Promise<{ readonly Running: boolean; readonly ExitCode: number | null }>,
): Promise<number | null> => {
  for (;;) {
    const { Running, ExitCode } = await inspect();
    if (!Running) return ExitCode;
    await pause(pollMs);
  }
};

const pollMs = 50;

type Ended = {
  readonly exit: number | null;
  readonly stdout: Collected;
  readonly stderr: Collected;
};

const answer = ({ exit, stdout, stderr }: Ended, request: Exec): Reply => {
  const words = new TextDecoder().decode(stdout.bytes().subarray(0, 4096));
  if (exit === 126 || exit === 127) {
    const notStarted = runtimeRefusal(words, request);
    if (notStarted) return notStarted;
  }
  return {
    ok: true,
    ...(exit === null ? {} : { exit }),
    stdout: stdout.bytes(),
    stderr: stderr.bytes(),
    ...(stdout.truncated || stderr.truncated ? { truncated: true as const } : {}),
  };
};

/**
 * The container runtime's words instead of the program's. Its exit status is 126 up to engine 27
 * and 127 from 28 on, and programs use both too: only the words tell.
 */
const runtimeRefusal = (words: string, { argv }: Exec): Refusal | undefined => {
  if (!/^(OCI runtime exec failed|unable to find user )/.test(words)) return undefined;
  const program = argv[0] ?? '';
  const detail = words.trim();
  // A working folder that is missing reads much the same.
  if (/exec: ".*": (executable file not found|stat .*: no such file|no such file)/.test(detail)) {
    return refusal('tool-missing', program, detail, ['install']);
  }
  const outcome = /exec: ".*": permission denied/.test(detail) ? 'permission' : 'unreadable';
  return refusal(outcome, program, detail);
};

const engineError = z.object({
  statusCode: z.number(),
  json: z.object({ message: z.string() }).optional().catch(undefined),
  message: z.string(),
});

/** The engine's refusal to start it: no such container, not running, paused, restarting. */
const refused = (error: unknown, request: Exec): Refusal | undefined => {
  const { data } = engineError.safeParse(error);
  if (!data) return undefined;
  const words = data.json?.message ?? data.message.trim();
  const notStarted = runtimeRefusal(words, request);
  if (notStarted) return notStarted;
  const outcome = data.statusCode === 404 ? 'unreachable' : 'unreadable';
  return refusal(outcome, `container ${request.in ?? ''}`, words);
};
