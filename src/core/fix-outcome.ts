import { isUndoable, type FixState } from './fix-state.ts';
import { planParts } from './plan.ts';
import type { State } from './session.ts';

/** CONTRACT's `fix`: what became of it, in its key order. */
export type FixOutcome = {
  readonly id: string;
  /** The plan that was shown last. */
  readonly preview: readonly string[];
  /** Everything that it does is done. */
  readonly applied: boolean;
  readonly verified: boolean;
  /** All is as it was before. */
  readonly undone: boolean;
  readonly because: string;
};

export const fixOutcome = (fix: FixState, target: string): FixOutcome => ({
  id: fix.fix,
  preview: planParts({ ...fix, ...(fix.shown && { plan: fix.shown }) }, target).flatMap(
    ({ heading, lines }) => [heading, ...lines.map(({ text }) => `  ${text}`)],
  ),
  applied: fix.carriedOut !== undefined && fix.restored === undefined,
  verified: fix.verified?.held === true && fix.restored === undefined,
  undone: isUndone(fix),
  because: becauseOf(fix),
});

/** What became of it, as a sentence begins with it. */
export const fixVerdict = ({ applied, verified, undone, because }: FixOutcome): string => {
  if (undone) return `undone: ${because}`;
  if (verified) return `carried out and verified: ${because}`;
  return `${applied ? 'carried out, and not verified' : 'not carried out'}: ${because}`;
};

export const isUndone = ({ restored }: FixState): boolean => restored?.differs.length === 0;

/** Something of it is done, and nothing says that all is well. */
export const isUnfinished = (fix: FixState): boolean =>
  fix.forth.length > 0 && !isUndone(fix) && fix.verified?.held !== true;

/** Where a fix stands, in one sentence. */
export const becauseOf = (fix: FixState): string => {
  const { restored, verified, stopped, forth, calls, declined } = fix;
  if (restored) {
    return restored.differs.length === 0
      ? 'all is as it was before the fix'
      : `the way back was gone to its end, and this is not as it was: ${restored.differs.join(', ')}`;
  }
  const done = forth.filter(({ result }) => result?.outcome === 'found').length;
  const far = forth.length > 0 ? `${done} of ${calls.length} calls done; ` : '';
  if (stopped) return `${far}${stopped.subject}: ${stopped.detail}`;
  if (verified) return verified.because;
  const open = forth.find(({ result }) => result === undefined);
  if (open) return `${far}${open.call.action} was begun, and nothing tells yet how it ended`;
  if (declined) return `${far}not approved; nothing more was changed`;
  return forth.length > 0 ? `${far}not verified` : 'nothing was changed';
};

/** What can be done next with a fix that stands still. */
export const waysOn = (fix: FixState): readonly ('apply' | 'verify' | 'undo')[] => {
  if (fix.restored) return [];
  const failed = fix.forth.some(({ result }) => result !== undefined && result.outcome !== 'found');
  const unfinished = fix.carriedOut === undefined && !failed;
  return [
    ...(unfinished ? (['apply'] as const) : []),
    ...(fix.forth.length > 0 && fix.verified?.held !== true ? (['verify'] as const) : []),
    ...(isUndoable(fix) ? (['undo'] as const) : []),
  ];
};

/** Whether anything on the target is not as it was, because of these fixes. */
const somethingChanged = (fixes: readonly FixState[]): boolean =>
  fixes.some((fix) => fix.forth.some(({ result }) => !isIdle(result)) && !isUndone(fix));

const isIdle = (result: FixState['forth'][number]['result']): boolean =>
  result?.outcome === 'found' && result.data.nothingToDo === true;

/** Whether the target is as it was found, and the way back where it is not. */
export const changedWords = ({ fixes, id }: State): string => {
  if (somethingChanged(fixes)) return `changed; to take it back: deploy-doctor undo ${id}`;
  return fixes.some(isUndone) ? 'what was changed was taken back' : 'nothing was changed';
};
