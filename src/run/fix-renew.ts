import type { Run, RunId } from '../core/session.ts';
import type { Session } from './session.ts';

/** What a plan rests on must be of now: an older path is asked again first. */
const oldestMs = 60_000;

/** Whether any fact on the way to a run's end is too old to plan on. */
export const isOld = ({ path, facts }: Pick<Run, 'path' | 'facts'>, nowMs: number): boolean =>
  path.some(({ step }) => {
    const at = Date.parse(facts[step]?.answeredAt ?? '');
    return nowMs - at > oldestMs;
  });

/** Resolves with the next end of a run, or with the signal. */
export const nextEnd = (session: Session, run: RunId, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      unwatch();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const unwatch = session.watch((event) => {
      if (event.type === 'run.ended' && event.run === run) end();
    });
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
