import { isFailure, type Call, type Preview } from '../core/action.ts';
import type { Planned, Way } from '../core/fix-events.ts';
import type { FixState } from '../core/fix-state.ts';
import { wayBack } from '../core/fix-state.ts';
import type { Failure } from '../core/outcome.ts';
import { reverted } from '../actions/revert-disarm.ts';
import { applyCall, previewCall, revertOf } from './call.ts';
import { record, stopFix, unwritten, type FixWorld } from './fix-world.ts';

/** A change that may cut its own maker off: the target takes it back, unless he says that he is there. */

/** Longer than an operator needs to read one line, shorter than a link that is gone is tried for. */
const guardSeconds = 45;

/** The revert that is armed before a call, where that call may cut the link and has a way back alone. */
export const planGuard = async (
  world: FixWorld,
  fix: FixState,
  { call, preview, at }: { readonly call: Call; readonly preview: Preview; readonly at: string },
): Promise<Planned['guard'] | Failure> => {
  if (preview.mayCutLink === undefined || preview.nothingToDo !== undefined) return undefined;
  const back = await revertOf(world, call, world.signal);
  if (!back) return undefined;
  if (isFailure(back)) return back;
  const name = `${world.session.getState().id}-${world.session.getState().fixes.indexOf(fix)}-${at}`;
  const arm: Call = {
    action: 'revert.arm',
    with: { name: name.replace(/[^\w-]/g, '-'), seconds: guardSeconds, argv: back.argv },
  };
  const shown = await previewCall(world, arm, [], world.signal);
  return isFailure(shown) ? shown : { call: arm, preview: shown };
};

/** Nothing that may cut the link is done where this cannot be: then the fix stops before it. */
export const armGuard = async (
  world: FixWorld,
  fix: FixState,
  way: Way,
  index: number,
): Promise<void> => {
  const plan = fix.plan?.calls ?? [];
  const total = way === 'apply' ? fix.calls.length : wayBack(fix).length;
  const call = plan[index - (total - plan.length)]?.guard?.call;
  if (!call) throw new Error(`${fix.fix} has nothing to arm before its call ${index}`);
  const id = { run: fix.run, fix: fix.fix };
  const trouble = await record(world, { type: 'revert.armed', ...id, way, index, call });
  if (trouble !== undefined) return stopFix(world, fix, unwritten(trouble));
  const { signal } = new AbortController();
  const result = await world.permit(`${fix.run} ${fix.fix}`, () => applyCall(world, call, signal));
  if (result.outcome !== 'found') await stopFix(world, fix, result);
};

export const disarmGuard = async (world: FixWorld, fix: FixState): Promise<void> => {
  const { guard } = fix;
  if (!guard) return;
  const id = { run: fix.run, fix: fix.fix };
  const call = { action: 'revert.disarm', with: { name: guard.call.with['name'] } };
  const { signal } = new AbortController();
  const result = await world.permit(`${fix.run} ${fix.fix}`, () => applyCall(world, call, signal));
  if (result.outcome !== 'found') {
    const summary = `What the target takes back by itself is not known: ${result.subject}: ${result.detail}`;
    await record(world, { type: 'revert.left', ...id, summary, failed: true });
    if (fix.wish !== 'nothing') await stopFix(world, fix, result);
    return;
  }
  const { summary } = result.data;
  const wasQuicker = summary.startsWith(reverted);
  await record(world, {
    type: 'revert.left',
    ...id,
    summary,
    ...(wasQuicker && { reverted: true }),
  });
  if (!wasQuicker || fix.wish === 'nothing') return;
  const failure = { outcome: 'stopped', subject: guard.call.action, detail: summary } as const;
  await stopFix(world, fix, failure);
};
