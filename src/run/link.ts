import type { AnyProbe, Context } from '../core/probe.ts';
import { dataSchema } from '../core/probe.ts';
import type { ProbeResult } from '../core/outcome.ts';
import type { Request } from '../core/target.ts';
import type { Send } from './gather.ts';
import type { Vault } from './vault.ts';

/** One target as the runner sees it: read-only, remembered within an epoch, recorded. */
export type Link = {
  readonly send: Send;
  readonly vault: Vault;
  /** Limit of one probe, milliseconds. */
  readonly timeoutMs: number;
  /** How long the link has been away so far. */
  awayMs(): number;
  /** Keys of the exchanges that answered these requests. */
  keyOf(request: Request): string;
};

export type Answered = {
  readonly result: ProbeResult;
  readonly used: readonly string[];
  readonly ms: number;
};

/** Deliberate waits are the probe's business and don't count against its limit. */
const waited = (requests: readonly Request[]): number =>
  requests.reduce((sum, request) => sum + waitOf(request), 0);

/** A page that is given its own time is waited for on purpose: slow and never must differ. */
const waitOf = (request: Request): number => {
  if (request.kind === 'wait') return request.ms;
  return request.kind === 'http' ? (request.timeoutMs ?? 0) : 0;
};

/** Asks one probe: parsed arguments in, a validated result out; a limit and the operator's Esc end it. */
export const askProbe = async (
  probe: AnyProbe,
  args: unknown,
  link: Link,
  stop: AbortSignal,
): Promise<Answered> => {
  const started = performance.now();
  const requests: Request[] = [];
  const awayBefore = link.awayMs();
  const allowedMs = (): number => link.timeoutMs + waited(requests) + link.awayMs() - awayBefore;
  const limit = new AbortController();
  const signal = AbortSignal.any([stop, limit.signal]);
  const context: Context = {
    send: (request) => {
      requests.push(request);
      return link.send(request, signal);
    },
    secret: (value) => link.vault.secret(value),
    reveal: (secret) => link.vault.reveal(secret),
    name: (value) => {
      link.vault.name(value);
    },
    signal,
  };
  const done = (result: ProbeResult): Answered => ({
    result,
    used: [...new Set(requests.map((request) => link.keyOf(request)))],
    ms: Math.round(performance.now() - started),
  });
  const parsed = probe.args.safeParse(args);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const detail = `argument ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'not accepted'}`;
    return done({ outcome: 'unreadable', subject: probe.name, detail });
  }
  const result = await Promise.race([
    probe.run(parsed.data as never, context),
    ended(stop, limit, allowedMs, probe.name),
  ]);
  return done(checked(probe, parsed.data, result));
};

/** Settles when the operator stops the step, or when its time is up. */
const ended = async (
  stop: AbortSignal,
  limit: AbortController,
  allowedMs: () => number,
  subject: string,
): Promise<ProbeResult> => {
  const started = performance.now();
  for (;;) {
    const leftMs = started + allowedMs() - performance.now();
    if (stop.aborted) return { outcome: 'stopped', subject, detail: 'stopped by the operator' };
    if (leftMs <= 0) {
      limit.abort();
      const detail = `no answer within ${Math.round(allowedMs() / 1000)} s`;
      return { outcome: 'timeout', subject, detail, unblock: ['timeout'] };
    }
    await pause(leftMs, stop);
  }
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    timer.unref();
    signal.addEventListener('abort', wake);
  });

/** A probe that breaks its own promise is a bug, not a finding. */
const checked = (
  probe: AnyProbe,
  args: Readonly<Record<string, unknown>>,
  result: ProbeResult,
): ProbeResult => {
  if (result.outcome !== 'found') return result;
  const parsed = dataSchema(probe, args).safeParse(result.data);
  if (parsed.success) return { outcome: 'found', data: parsed.data };
  const [issue] = parsed.error.issues;
  throw new Error(`${probe.name} found ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
};
