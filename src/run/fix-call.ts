import { isFailure, type Applied, type Preview } from '../core/action.ts';
import type { Planned, Settled, Way } from '../core/fix-events.ts';
import type { Begun, FixState } from '../core/fix-state.ts';
import { wayBack } from '../core/fix-state.ts';
import { movedNames } from '../core/moved.ts';
import type { Failure, ProbeResult } from '../core/outcome.ts';
import { applyCall, previewCall, undoOf } from './call.ts';
import { record, stopFix, unwritten, type FixWorld } from './fix-world.ts';
import { secretsIn } from './frozen.ts';

/**
 * One call of an approved plan, in one go: is all as it was shown, the way back on disk, then the
 * change, then what came of it. Gives the names of what moved; nothing was done then.
 */
export const carryOutCall = async (
  world: FixWorld,
  fix: FixState,
  way: Way,
  index: number,
): Promise<readonly string[]> => {
  const id = { run: fix.run, fix: fix.fix, way, index };
  const plan = fix.plan?.calls ?? [];
  const total = way === 'apply' ? fix.calls.length : wayBack(fix).length;
  // A plan holds what was left to do when it was made.
  const at = index - (total - plan.length);
  const planned = plan[at];
  if (!planned) throw new Error(`${fix.fix} has no plan for its call ${index}`);
  const signal = new AbortController().signal;

  world.forget();
  const earlier = (world.shown.get(fix.run) ?? []).slice(0, at);
  const now = await previewCall(world, planned.call, earlier, signal);
  if (isFailure(now)) {
    await stopFix(world, fix, now);
    return [];
  }
  const moved = movedIn(world, plan, at, now);
  if (moved.length > 0) return moved;
  if (now.nothingToDo !== undefined) {
    const result = already(now.nothingToDo);
    await record(world, { type: 'action.finished', ...id, result });
    return [];
  }
  const back = await wayBackOf(world, planned, way, signal);
  if ('outcome' in back) {
    await stopFix(world, fix, back);
    return [];
  }
  const { call } = planned;
  if (world.readOnly) {
    const detail = 'refused by --read-only: nothing is changed';
    await stopFix(world, fix, { outcome: 'permission', subject: call.action, detail });
    return [];
  }
  const refusal = await record(world, {
    ...{ type: 'action.started', ...id, call, undo: back.undo, state: now.state },
  });
  if (refusal !== undefined) {
    const failure = unwritten(refusal);
    await record(world, { type: 'action.finished', ...id, result: failure, settled: 'not-done' });
    return [];
  }
  const result = await world.permit(`${fix.run} ${fix.fix}`, () => applyCall(world, call, signal));
  if (result.outcome !== 'found') {
    await settle(world, id, { call, state: now.state }, result);
    return [];
  }
  const lost = await record(world, { type: 'action.finished', ...id, result });
  if (lost !== undefined) await stopFix(world, fix, unwritten(lost));
  return [];
};

/** A call that was cut off: what it would do now tells what it did. */
export const settleCall = async (
  world: FixWorld,
  fix: FixState,
  way: Way,
  index: number,
): Promise<void> => {
  const begun = (way === 'apply' ? fix.forth : fix.back)[index];
  if (!begun) throw new Error(`${fix.fix} has not begun its call ${index}`);
  const failure: Failure = {
    outcome: 'stopped',
    subject: begun.call.action,
    detail: 'it was cut off before its end',
  };
  await settle(world, { run: fix.run, fix: fix.fix, way, index }, begun, failure);
};

type CallId = {
  readonly run: string;
  readonly fix: string;
  readonly way: Way;
  readonly index: number;
};

const settle = async (
  world: FixWorld,
  id: CallId,
  { call, state }: Pick<Begun, 'call' | 'state'>,
  failure: Failure,
): Promise<void> => {
  const { signal } = new AbortController();
  // What still runs would be judged by half of what it does.
  const unknown = await world.settled(signal);
  world.forget();
  const now = unknown ?? (await previewCall(world, call, [], signal));
  const { settled, result } = turnedOut(state, now, failure);
  await record(world, { type: 'action.finished', ...id, result, settled });
};

const turnedOut = (
  before: Preview['state'],
  now: Preview | Failure,
  failure: Failure,
): { readonly settled: Settled; readonly result: ProbeResult<Applied> } => {
  const failed = (words: string): Failure => ({
    ...failure,
    detail: `${failure.detail}; ${words}`,
  });
  if (isFailure(now)) {
    const words = `what became of it cannot be seen: ${now.subject}: ${now.detail}`;
    return { settled: 'unknown', result: failed(words) };
  }
  if (now.nothingToDo !== undefined) {
    const summary = `${failure.detail}; all is as it was to become`;
    return { settled: 'done', result: { outcome: 'found', data: { summary } } };
  }
  const moved = movedNames(before, now.state);
  if (moved.length === 0) return { settled: 'not-done', result: failed('nothing was changed') };
  const words = `neither as it was nor as it was to become: ${moved.join(', ')}`;
  return { settled: 'unknown', result: failed(words) };
};

const movedIn = (
  { vault }: FixWorld,
  plan: readonly Planned[],
  at: number,
  now: Preview,
): readonly string[] => {
  const shown = plan[at]?.preview.state ?? {};
  const touched = new Set(plan.slice(0, at).flatMap(({ preview }) => preview.touches));
  // The plan was read back from the log: its words went through the gate, names of fields did not.
  return movedNames(shown, now.state).filter((name) => !touched.has(vault.clean(name)));
};

const already = (summary: string): ProbeResult<Applied> => ({
  outcome: 'found',
  data: { summary, nothingToDo: true },
});

type Back = { readonly undo: Begun['undo'] };

/** The way back, with every secret that it and the call need on disk. */
const wayBackOf = async (
  world: FixWorld,
  { call }: Planned,
  way: Way,
  signal: AbortSignal,
): Promise<Back | Failure> => {
  const worked = way === 'undo' ? { undo: [], needs: [] } : await undoOf(world, call, signal);
  if ('outcome' in worked) return worked;
  const { undo, needs } = worked;
  const secrets = [...needs, ...secretsIn(call.with), ...secretsIn(undo)];
  const refusal = await world.kept.keep(secrets);
  return refusal === undefined ? { undo } : unwritten(refusal);
};
