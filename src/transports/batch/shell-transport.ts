import { randomBytes } from 'node:crypto';
import { requestWords } from '../../core/request-words.ts';
import type { Reply } from '../../core/target.ts';
import { refusal } from '../failure.ts';
import type { RemoteProcess, SshConnection } from '../ssh-connection.ts';
import { defaultTimeoutMs, within } from '../within.ts';
import { callOf, replyOf, type ShellAsk } from './asks.ts';
import type { Call, Outcome } from './call.ts';
import { startShell, type Asking, type Shell } from './shell.ts';

export type ShellSent = { readonly request: ShellAsk; readonly signal: AbortSignal };

/** Requests that the shell of a host answers; each batch is one write to it. */
export type HostShell = {
  send(batch: readonly ShellSent[]): readonly Promise<Reply>[];
  /** One thing that is no request of a probe. */
  run(call: Call, signal: AbortSignal): Promise<Outcome>;
  close(): void;
};

export type ShellChoice = {
  /** Settings of the programs that it starts. */
  readonly env?: Readonly<Record<string, string>>;
  /** Plain words, which any login shell reads alike; default `exec sh`. */
  readonly command?: string;
  /** What it means that there is no such shell, and that this is final; default: tried anew. */
  readonly refused?: 'permission';
  readonly enter?: (process: RemoteProcess) => Promise<string | undefined>;
};

export const hostShell = (connection: SshConnection, choice: ShellChoice = {}): HostShell => {
  const { env = {}, command = 'exec sh', enter, refused } = choice;
  let shell: Shell | undefined;
  // One that ended is started anew with the next batch.
  const current = (): Shell => {
    if (!shell || (shell.ended && !(refused && shell.isRefused))) {
      const marker = `#${randomBytes(16).toString('hex')}#`;
      shell = startShell({ connection, command, marker, env, ...(enter && { enter }) });
    }
    return shell;
  };
  return {
    close: () => shell?.close(),
    run: async (call, signal) => {
      const ending = AbortSignal.any([signal, AbortSignal.timeout(defaultTimeoutMs)]);
      const [asking] = current().ask([{ call, timeoutMs: defaultTimeoutMs, signal: ending }]);
      if (!asking) throw new Error(`${connection.label} answered fewer requests`);
      return Promise.race([asking.outcome, silence(ending)]);
    },
    send: (batch) => {
      const using = current();
      const endings = batch.map(() => new AbortController());
      const askings = using.ask(
        batch.map(({ request }, at) => ({
          call: callOf(request),
          timeoutMs: limitOf(request),
          signal: endings[at]?.signal ?? AbortSignal.abort(),
        })),
      );
      return batch.map((sent, at) => {
        const asking = askings[at];
        const ending = endings[at];
        if (!asking || !ending) throw new Error(`${connection.label} answered fewer requests`);
        return settled(sent, { asking, ending, words: () => using.words, refused });
      });
    },
  };
};

const silence = (ending: AbortSignal): Promise<Outcome> =>
  new Promise((resolve) => {
    const detail = `the host did not answer within ${defaultTimeoutMs / 1000} s`;
    const end = (): void => resolve({ ok: false, why: 'lost', detail });
    if (ending.aborted) end();
    else ending.addEventListener('abort', end, { once: true });
  });

const limitOf = (request: ShellAsk): number =>
  ('timeoutMs' in request ? request.timeoutMs : undefined) ?? defaultTimeoutMs;

type Running = {
  readonly asking: Asking;
  readonly ending: AbortController;
  readonly words: () => string;
  readonly refused: 'permission' | undefined;
};

const settled = async (
  { request, signal }: ShellSent,
  { asking, ending, words, refused }: Running,
): Promise<Reply> => {
  const subject = request.kind === 'exec' ? request.argv.join(' ') : requestWords(request);
  const limit = { subject, signal, timeoutMs: limitOf(request), late: ended };
  const reply = await within(limit, async () => {
    const outcome = await asking.outcome;
    if (outcome.ok) return replyOf(request, outcome.ran);
    return refusal(blindness(outcome.why, refused), subject, outcome.detail);
  });
  ending.abort();
  if (reply.ok || reply.failure.outcome !== 'timeout' || asking.begun()) return reply;
  const said = words();
  const silent = `the host did not begin with it within ${limit.timeoutMs / 1000} s`;
  return refusal('unreachable', subject, said ? `${silent}; it said: ${said}` : silent);
};

const ended = (seconds: number): string => `it had not ended after ${seconds} s, and was killed`;

const blindness = (
  why: Extract<Outcome, { readonly ok: false }>['why'],
  refused: 'permission' | undefined,
): 'unreadable' | 'unreachable' | 'permission' => {
  switch (why) {
    case 'garbled':
      return 'unreadable';
    case 'refused':
      return refused ?? 'unreachable';
    case 'lost':
    case 'unable':
      return 'unreachable';
  }
};
