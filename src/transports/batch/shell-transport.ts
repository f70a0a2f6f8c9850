import { randomBytes } from 'node:crypto';
import { requestWords } from '../../core/request-words.ts';
import type { Reply } from '../../core/target.ts';
import { refusal } from '../failure.ts';
import { gate } from '../gate.ts';
import type { RemoteProcess, SshConnection } from '../ssh-connection.ts';
import { defaultTimeoutMs, within } from '../within.ts';
import { runApart } from './apart.ts';
import { callOf, replyOf, type ShellAsk } from './asks.ts';
import type { Call, Outcome } from './call.ts';
import { startShell, type Asked, type Asking, type Shell } from './shell.ts';

/** Of the ten that sshd allows, where each request needs one. */
const channels = 6;

export type ShellSent = { readonly request: ShellAsk; readonly signal: AbortSignal };

/** Requests that the shell of a host answers; each batch is one write to it. */
export type HostShell = {
  send(batch: readonly ShellSent[]): readonly Promise<Reply>[];
  /** Settles once the shell has been entered, or was refused: whatever that takes. */
  entered(): Promise<void>;
  /** One thing that is no request of a probe. */
  run(call: Call, signal: AbortSignal, timeoutMs?: number): Promise<Outcome>;
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
  /** Told why, where the host has no shell for us at all: none has ever answered. */
  readonly none?: (detail: string) => void;
};

export const hostShell = (connection: SshConnection, choice: ShellChoice = {}): HostShell => {
  const { env = {}, command = 'exec sh', enter, refused, none } = choice;
  const marker = `#${randomBytes(16).toString('hex')}#`;
  const admit = gate(channels);
  let shell: Shell | undefined;
  let hadOne = false;
  // One that ended, or has fallen silent, is started anew with the next batch.
  const current = (): Shell => {
    const isFinal = shell?.why === 'unable' || (shell?.why === 'refused' && refused !== undefined);
    if (shell?.isMute === true && !shell.ended) shell.close();
    hadOne ||= shell?.isReady === true;
    if (!shell || (shell.ended && !isFinal)) {
      const way = { connection, command, marker, env, ...(enter && { enter }) };
      shell = startShell({ ...way, ...(!hadOne && none && { none }) });
    }
    return shell;
  };
  const whole = async (asking: Asking, asked: Asked): Promise<Outcome> => {
    const outcome = await asking.outcome;
    if (outcome.ok || outcome.why !== 'unable' || enter) return outcome;
    return admit(() => runApart({ connection, command, marker, env }, asked));
  };
  return {
    close: () => shell?.close(),
    entered: () => current().entered,
    run: async (call, signal, timeoutMs = defaultTimeoutMs) => {
      const ending = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const asked = { call, timeoutMs, signal: ending };
      const [asking] = current().ask([asked]);
      if (!asking) throw new Error(`${connection.label} answered fewer requests`);
      return Promise.race([whole(asking, asked), silence(ending, timeoutMs)]);
    },
    send: (batch) => {
      const using = current();
      const endings = batch.map(() => new AbortController());
      const asked = batch.map(({ request }, at): Asked => ({
        call: callOf(request),
        timeoutMs: limitOf(request),
        signal: endings[at]?.signal ?? AbortSignal.abort(),
      }));
      const askings = using.ask(asked);
      return batch.map((sent, at) => {
        const [asking, ending, mine] = [askings[at], endings[at], asked[at]];
        if (!asking || !ending || !mine) throw new Error(`${connection.label} answered fewer`);
        const { begun } = asking;
        const isHeard = (): boolean => begun() || using.why === 'unable';
        const outcome = whole(asking, mine);
        return settled(sent, { outcome, isHeard, ending, words: () => using.words, refused });
      });
    },
  };
};

const silence = (ending: AbortSignal, timeoutMs: number): Promise<Outcome> =>
  new Promise((resolve) => {
    const detail = `the host did not answer within ${timeoutMs / 1000} s`;
    const end = (): void => resolve({ ok: false, why: 'lost', detail });
    if (ending.aborted) end();
    else ending.addEventListener('abort', end, { once: true });
  });

const limitOf = (request: ShellAsk): number =>
  ('timeoutMs' in request ? request.timeoutMs : undefined) ?? defaultTimeoutMs;

type Running = {
  readonly outcome: Promise<Outcome>;
  /** The host answers, whatever becomes of this request. */
  readonly isHeard: () => boolean;
  readonly ending: AbortController;
  readonly words: () => string;
  readonly refused: 'permission' | undefined;
};

const settled = async (
  { request, signal }: ShellSent,
  { outcome: coming, isHeard, ending, words, refused }: Running,
): Promise<Reply> => {
  const subject = request.kind === 'exec' ? request.argv.join(' ') : requestWords(request);
  const limit = { subject, signal, timeoutMs: limitOf(request), late: ended };
  const reply = await within(limit, async () => {
    const outcome = await coming;
    if (outcome.ok) return replyOf(request, outcome.ran);
    return refusal(blindness(outcome.why, refused), subject, outcome.detail);
  });
  ending.abort();
  if (reply.ok || reply.failure.outcome !== 'timeout' || isHeard()) return reply;
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
