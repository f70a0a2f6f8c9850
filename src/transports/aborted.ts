import type { Reply } from '../core/target.ts';

/** Undefined, where the signal comes first. */
export const unlessAborted = (
  reply: Promise<Reply>,
  signal: AbortSignal,
): Promise<Reply | undefined> =>
  new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    reply.finally(() => signal.removeEventListener('abort', stop)).then(resolve, reject);
  });

/** Ends early with the signal. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    if (signal.aborted) wake();
    else signal.addEventListener('abort', wake, { once: true });
  });
