import { isFailure, type Preview } from '../core/action.ts';
import type { Plan, Planned, Way } from '../core/fix-events.ts';
import { nextOfFix, type FixEffect } from '../core/fix-next.ts';
import { fixOf, wayBack, type FixState } from '../core/fix-state.ts';
import { movedNames, stateBefore } from '../core/moved.ts';
import type { RunId } from '../core/session.ts';
import { previewCall } from './call.ts';
import { carryOutCall, settleCall } from './fix-call.ts';
import { verify } from './fix-verify.ts';
import { armGuard, disarmGuard, planGuard } from './fix-guard.ts';
import { leaveLock, planLock, takeLock } from './fix-lock.ts';
import { record, stopFix, type FixWorld } from './fix-world.ts';

/** One loop a fix: what must happen now, done, and logged. Returns where only a person can go on. */
export const walkFix = async (world: FixWorld, run: RunId): Promise<void> => {
  for (;;) {
    const fix = fixOf(world.session.getState().fixes, run);
    if (!fix || world.signal.aborted) return;
    const effect = nextOfFix(fix);
    if (effect.do === 'stop' || effect.do === 'decide' || effect.do === 'confirm') return;
    await perform(world, fix, effect);
  }
};

type Working = Exclude<FixEffect, { readonly do: 'stop' | 'decide' | 'confirm' }>;

const perform = async (world: FixWorld, fix: FixState, effect: Working): Promise<void> => {
  const id = { run: fix.run, fix: fix.fix };
  switch (effect.do) {
    case 'settle':
      return settleCall(world, fix, effect.way, effect.index);
    case 'preview':
      return preview(world, fix, effect.way);
    case 'arm':
      return armGuard(world, fix, effect.way, effect.index);
    case 'disarm':
      return disarmGuard(world, fix);
    case 'lock':
      return takeLock(world, fix);
    case 'unlock':
      return leaveLock(world, fix);
    case 'call': {
      const moved = await carryOutCall(world, fix, effect.way, effect.index);
      if (moved.length > 0) return preview(world, fix, effect.way, moved);
      return effect.way === 'undo' ? tellUndone(world, fix, effect.index) : undefined;
    }
    case 'carried-out': {
      const by = fix.byHand && fix.calls.length === 1 ? 'operator' : 'program';
      await record(world, { type: 'fix.carried-out', ...id, by });
      return;
    }
    case 'verify':
      return verify(world, fix);
    case 'undone': {
      const differs = await differences(world, fix);
      await record(world, { type: 'fix.undone', ...id, differs });
      if (world.session.getState().fixes.every(isSettled)) await world.kept.remove();
      return;
    }
  }
};

/** The last call that leads back from another one says so of that one. */
const tellUndone = async (world: FixWorld, { run, fix: id }: FixState, at: number) => {
  const fix = fixOf(world.session.getState().fixes, run);
  const calls = fix ? wayBack(fix) : [];
  const index = calls[at]?.of;
  const isDone = fix?.back[at]?.result?.outcome === 'found';
  if (index === undefined || !isDone || calls[at + 1]?.of === index) return;
  await record(world, { type: 'action.undone', run, fix: id, index });
};

/** Whether nothing on disk is needed any more to lead this fix back. */
const isSettled = (fix: FixState): boolean =>
  fix.restored !== undefined || (fix.forth.length === 0 && fix.wish === 'nothing');

/** Asks each call what it would do, as if those before it were done. */
const preview = async (
  world: FixWorld,
  fix: FixState,
  way: Way,
  moved: readonly string[] = [],
): Promise<void> => {
  const calls =
    way === 'apply'
      ? fix.calls.slice(fix.forth.length)
      : wayBack(fix)
          .slice(fix.back.filter(({ result }) => result?.outcome === 'found').length)
          .map(({ call }) => call);
  const planned: Planned[] = [];
  const earlier: Preview[] = [];
  world.forget();
  const lock = await planLock(world, fix);
  if (lock && 'outcome' in lock) return stopFix(world, fix, lock);
  for (const call of calls) {
    const shown = await previewCall(world, call, earlier, world.signal);
    if (isFailure(shown)) return stopFix(world, fix, shown);
    const { becomes: _, ...told } = shown;
    const about = { call, preview: shown, at: `${way}-${planned.length}` };
    const guard = await planGuard(world, fix, about);
    if (guard && 'outcome' in guard) return stopFix(world, fix, guard);
    planned.push({ call, preview: told, ...(guard && { guard }) });
    earlier.push(shown);
  }
  const plan: Plan = { way, calls: planned, ...(lock && { lock }) };
  world.shown.set(fix.run, earlier);
  const { run } = fix;
  await record(world, { type: 'fix.previewed', run, fix: fix.fix, plan, moved });
};

/** What is not as it was before the fix, by the seals of then. */
const differences = async (world: FixWorld, fix: FixState): Promise<readonly string[]> => {
  world.forget();
  const changed = fix.forth.filter(({ undo }) => 'irreversible' in undo || undo.length > 0);
  const now: Preview['state'][] = [];
  for (const { call } of changed) {
    const shown = await previewCall(world, call, [], world.signal);
    if (isFailure(shown)) return [`${shown.subject}: ${shown.detail}`];
    now.push(shown.state);
  }
  const before = stateBefore(changed.map(({ state }) => state));
  // What a call takes from those before it stood in no state of its own.
  const after = Object.entries(stateBefore(now)).filter(([name]) => Object.hasOwn(before, name));
  return movedNames(before, Object.fromEntries(after));
};
