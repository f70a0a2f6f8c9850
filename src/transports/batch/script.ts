import type { Call } from './call.ts';
import { printed, quote } from './quote.ts';

export type Numbered = {
  readonly id: number;
  readonly call: Call;
  readonly timeoutMs: number;
};

/**
 * One batch: its requests start side by side, and one watch ends what has not ended in time. The far
 * limit lies a second behind ours, for when the link is gone and nobody else could end it.
 */
export const script = (batch: readonly Numbered[]): string => {
  const jobs = batch
    .map((each) => ({ ...each, seconds: Math.ceil(each.timeoutMs / 1000) + 1 }))
    .toSorted((a, b) => a.seconds - b.seconds)
    .map(({ id, call, seconds }) => `${job(id, call)} & _job ${seconds} $!\n`);
  return `{ _open\n${jobs.join('')}_shut; } &\n`;
};

const job = (id: number, { words, stdin, cwd = '', maxBytes }: Call): string => {
  const run = `_x ${id} ${maxBytes + 1} ${quote(folder(cwd))} ${words}`;
  return stdin === undefined ? `${run} </dev/null` : `printf ${printed(stdin)} | ${run}`;
};

/** No shell takes it for an option, or for the folder it was in before. */
const folder = (cwd: string): string => (cwd === '' || cwd.startsWith('/') ? cwd : `./${cwd}`);

/** Ends a request and all that it has started. */
export const ending = (process: { id: string; parent: string }, session: string): string =>
  `_kill ${process.id} ${quote(session)} ${process.parent} &\n`;
