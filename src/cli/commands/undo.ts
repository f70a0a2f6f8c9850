import { UserError } from '../../errors.ts';
import { becauseOf, isUndone } from '../../core/fix-outcome.ts';
import { fixOf, isUndoable, type FixState } from '../../core/fix-state.ts';
import type { Source } from '../../reports/document.ts';
import { fixProgress } from '../../reports/fix-words.ts';
import { reduce } from '../../core/reduce.ts';
import { emptyState, type State } from '../../core/session.ts';
import { openSession, readSession, sessionIds, type Recorded } from '../session-files.ts';
import { isFixEvent } from '../../core/fix-events.ts';
import { json } from '../../reports/json.ts';
import { exit } from '../exit.ts';
import { readFlows } from '../catalogue.ts';
import { approve, readApproval, refuseChanges } from '../fixing.ts';
import { openTarget, traceOf } from '../open.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';
import { isReadOnly, readTargetOptions, type TargetOptions } from '../target-options.ts';

/** Takes back what the last fix of a session changed: previewed and journalled like the fix itself. */
export const undo = async (shell: Shell, id: string | undefined, given: Given): Promise<number> => {
  const quiet = given['json'] === true;
  const asks = isToBeAsked(shell, given);
  const order = asks ? undefined : { id: id ?? '', ...readApproval(given, 'undo') };
  const flows = await readFlows(shell, given);
  const options = await readTargetOptions(shell, given, flows);
  if (isReadOnly(options)) refuseChanges(order ?? { dryRun: false });
  const past = pastOf(shell, id);
  const { run } = toTakeBack(past);
  if (!order) {
    const { colourOf } = await import('../wizard-start.ts');
    const { openWizard } = await import('./wizard.ts');
    const start = { flows, options: toTheTarget(options, past, run), undo: run };
    return openWizard(shell, { ...start, ...colourOf(given), resumed: past.recorded });
  }
  const interruption = shell.interruption();
  const look = await openTarget(shell, {
    ...{ command: 'undo', flows, options: toTheTarget(options, past, run), interactive: false },
    resumed: past.recorded,
  });
  const { session, fixer } = look;
  interruption.addEventListener('abort', () => void fixer.stop());
  const unwatch = session.watch((event) => {
    if (!isFixEvent(event)) return;
    for (const line of fixProgress(event)) (quiet ? shell.say : shell.print)(line);
  });
  let code: number;
  try {
    if (await look.reach(run)) {
      await fixer.settle(run);
      await fixer.want(run, 'undo');
      code = await approve(shell, look, { run, order, quiet });
      // A fix that was verified, and is not led back, is no success of an undo.
      const fix = fixOf(session.getState().fixes, run);
      if (code === exit.fine && !(fix && isUndone(fix))) code = exit.unfixed;
    } else {
      shell.say(unreached(session.getState(), run));
      code = exit.unreached;
    }
  } finally {
    unwatch();
    await look.close();
  }
  if (quiet) shell.write(json(onlyRun(session.getState(), run, flows)));
  if (interruption.aborted) return 130;
  return code;
};

/** On a terminal the plan is shown and decided on there, where nothing was decided beforehand. */
const isToBeAsked = ({ terminal, env }: Shell, given: Given): boolean =>
  terminal.in &&
  terminal.out &&
  env['TERM'] !== 'dumb' &&
  !['json', 'yes', 'dryRun'].some((name) => given[name] === true);

const unreached = ({ targets, runs }: State, run: string): string => {
  const target = targets[runs[run]?.target ?? ''];
  return `Nothing was taken back: ${target?.label ?? 'the target'} is not reached: ${target?.detail ?? ''}`;
};

type Past = { readonly recorded: Recorded; readonly state: State };

/** The named session; without a name, the latest in which something was changed. */
const pastOf = (shell: Shell, id: string | undefined): Past => {
  const fold = (recorded: Recorded): Past => ({
    recorded,
    state: recorded.events.reduce(reduce, emptyState),
  });
  if (id !== undefined) return fold(openSession(shell, id));
  for (const each of sessionIds(shell)) {
    const recorded = readable(shell, each);
    if (recorded?.events.some(({ type }) => type === 'action.started')) {
      return fold(openSession(shell, each));
    }
  }
  throw new UserError('No session changed anything.', 'There is nothing to take back.');
};

/** A log that ended before its first line was whole, as on a full disk, has changed nothing. */
const readable = (shell: Shell, id: string): Recorded | undefined => {
  try {
    return readSession(shell, id);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    shell.say(`Not looked into: ${error.message}`);
    return undefined;
  }
};

/** The target that the fix changed, the way it was reached then. */
const toTheTarget = (options: TargetOptions, { state }: Past, run: string): TargetOptions => {
  const spec = state.targets[state.runs[run]?.target ?? '']?.spec;
  if (!spec) return options;
  return { ...options, specs: [{ ...spec, ...(isReadOnly(options) && { readOnly: true }) }] };
};

/** The latest fix that can still be led back; what led back is not undone in turn. */
const toTakeBack = ({ recorded: { id }, state }: Past): FixState => {
  const changed = state.fixes.filter(({ forth }) => forth.length > 0);
  const found = changed.findLast(isUndoable);
  if (found) return found;
  const last = changed.at(-1);
  const why = last ? `${last.fix}: ${becauseOf(last)}` : 'it changed nothing';
  throw new UserError(
    `Session ${id} has nothing to take back: ${why}.`,
    'An undo is not undone in turn: carry the fix out again with `--fix`.',
  );
};

const onlyRun = (state: Source['state'], run: string, flows: Source['flows']): Source => {
  const one = state.runs[run];
  return { state: { ...state, command: 'undo', runs: one ? { [run]: one } : {} }, flows, traceOf };
};
