import type { Reply } from '../core/target.ts';

/** Waits on this side: no target is needed for time to pass. */
export const pause = (ms: number, signal: AbortSignal): Promise<Reply> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ ok: true });
    }, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve({ ok: true });
    });
  });
