import type { Reply } from '../core/target.ts';
import { stopped, timedOut } from './failure.ts';

export const defaultTimeoutMs = 10_000;
/** Default bound of what one request brings back, for each stream. */
export const defaultBytes = 1024 * 1024;

const noAnswer = (seconds: number): string => `no answer within ${seconds} s`;

export type Limit = {
  readonly subject: string;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
  /** Words for the time limit; default `no answer within 10 s`. */
  readonly late?: (seconds: number) => string;
};

/**
 * Runs work under a time limit and the operator's signal. The answer comes at once when either
 * ends it, even if the work cannot be interrupted (a hanging network file system).
 */
export const within = async (
  { subject, signal, timeoutMs = defaultTimeoutMs, late = noAnswer }: Limit,
  work: (signal: AbortSignal) => Promise<Reply>,
): Promise<Reply> => {
  if (signal.aborted) return stopped(subject);
  const ending = new AbortController();
  return new Promise((resolve, reject) => {
    const end = (reply: Reply): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(reply);
      ending.abort();
    };
    const stop = (): void => {
      end(stopped(subject));
    };
    const timer = setTimeout(() => {
      end(timedOut(subject, late(timeoutMs / 1000)));
    }, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    work(ending.signal).then(end, (error: unknown) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
};
