import { randomBytes } from 'node:crypto';
import { requestWords } from '../../core/request-words.ts';
import type { Reply } from '../../core/target.ts';
import { refusal } from '../failure.ts';
import type { SshConnection } from '../ssh-connection.ts';
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

export const hostShell = (
  connection: SshConnection,
  { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
): HostShell => {
  let shell: Shell | undefined;
  // One that ended is started anew with the next batch.
  const current = (): Shell => {
    if (!shell || shell.ended) {
      const marker = `#${randomBytes(16).toString('hex')}#`;
      shell = startShell({ connection, command: 'exec sh', marker, env });
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
        return settled(sent, { asking, ending, words: () => using.words });
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
};

const settled = async (
  { request, signal }: ShellSent,
  { asking, ending, words }: Running,
): Promise<Reply> => {
  const subject = request.kind === 'exec' ? request.argv.join(' ') : requestWords(request);
  const limit = { subject, signal, timeoutMs: limitOf(request), late: ended };
  const reply = await within(limit, async () => replyFrom(request, subject, await asking.outcome));
  ending.abort();
  if (reply.ok || reply.failure.outcome !== 'timeout' || asking.begun()) return reply;
  const said = words();
  const silent = `the host did not begin with it within ${limit.timeoutMs / 1000} s`;
  return refusal('unreachable', subject, said ? `${silent}; it said: ${said}` : silent);
};

const ended = (seconds: number): string => `it had not ended after ${seconds} s, and was killed`;

const replyFrom = (request: ShellAsk, subject: string, outcome: Outcome): Reply => {
  if (outcome.ok) return replyOf(request, outcome.ran);
  const { why, detail } = outcome;
  return refusal(why === 'garbled' ? 'unreadable' : 'unreachable', subject, detail);
};
