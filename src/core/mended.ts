import type { FixEvent } from './fix-events.ts';
import type { State } from './session.ts';

/** What was found is over once its fix is verified, and stands again once anything is taken back. */
export const mend = (
  runs: State['runs'],
  event: FixEvent & { readonly run: string },
): State['runs'] => {
  const run = Object.hasOwn(runs, event.run) ? runs[event.run] : undefined;
  if (!run?.ended) return runs;
  const { mended, ...ended } = run.ended;
  const isMended =
    event.type === 'fix.verified'
      ? event.held
      : mended === true && !(event.type === 'action.started' && event.way === 'undo');
  if (isMended === (mended === true)) return runs;
  const now = { ...run, ended: { ...ended, ...(isMended && { mended: true as const }) } };
  return { ...runs, [event.run]: now };
};
