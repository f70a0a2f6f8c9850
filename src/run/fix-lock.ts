import { isFailure, type Call } from '../core/action.ts';
import type { Planned } from '../core/fix-events.ts';
import type { FixState } from '../core/fix-state.ts';
import type { Failure } from '../core/outcome.ts';
import type { RunId, State } from '../core/session.ts';
import { isHeldByAnother } from '../actions/planning/lock-place.ts';
import { isWithin, parentOf } from '../formats/paths.ts';
import { applyCall, previewCall } from './call.ts';
import { record, stopFix, unwritten, type FixWorld } from './fix-world.ts';

/** Two operators do not fix one project at once: while a fix is carried out a lock tells the other. */

/** A fix lasts a while; whoever is cut off for good must not lock others out for long. */
const lockSeconds = 1800;

export const lockCall = (state: State, run: RunId, who: string): Call => ({
  action: 'project.lock',
  with: { ...lockFolder(state, run), who, seconds: lockSeconds },
});

type Locked = { readonly folder: string; readonly inside: boolean };

/** The compose project's folder; of what belongs to no project, the file's, which is left as it is. */
const lockFolder = (state: State, id: RunId): Locked => {
  const run = state.runs[id];
  const overview = state.targets[run?.target ?? '']?.overview;
  const { container, file, folder } = {
    ...Object.fromEntries(
      Object.entries(run?.inputs ?? {}).map(([name, { value }]) => [name, value]),
    ),
    ...run?.subject?.fields,
  } as Readonly<Record<string, unknown>>;
  const known = overview?.containers.find(
    (seen) => seen.container === container || seen.id === container,
  );
  const around = overview?.projects.find(
    (project) =>
      typeof file === 'string' && project.folder !== undefined && isWithin(file, project.folder),
  );
  const found =
    known?.folder ?? (typeof folder === 'string' ? folder : undefined) ?? around?.folder;
  if (found?.startsWith('/') === true) return { folder: found, inside: true };
  const beside = typeof file === 'string' && file.startsWith('/') ? parentOf(file) : '/';
  return { folder: beside, inside: false };
};

/**
 * What the lock would be, as a part of the plan. Somebody else's is a refusal; what could not be
 * looked at is no reason to leave the fault standing.
 */
export const planLock = async (
  world: FixWorld,
  { lock }: FixState,
): Promise<Planned | Failure | undefined> => {
  if (!lock) return undefined;
  const shown = await previewCall(world, lock, [], world.signal);
  if (!isFailure(shown)) return { call: lock, preview: shown };
  return isHeldByAnother(shown) ? shown : undefined;
};

export const takeLock = async (world: FixWorld, fix: FixState): Promise<void> => {
  const call = fix.plan?.lock?.call;
  if (!call) throw new Error(`${fix.fix} has no lock to take`);
  const id = { run: fix.run, fix: fix.fix };
  const trouble = await record(world, { type: 'lock.wanted', ...id, call });
  if (trouble !== undefined) return stopFix(world, fix, unwritten(trouble));
  const { signal } = new AbortController();
  const result = await world.permit(`${fix.run} ${fix.fix}`, () => applyCall(world, call, signal));
  if (result.outcome === 'found') {
    await record(world, { type: 'lock.taken', ...id, summary: result.data.summary });
    return;
  }
  const words = `${result.subject}: ${result.detail}`;
  if (isHeldByAnother(result)) {
    await record(world, { type: 'lock.left', ...id, summary: words });
    return stopFix(world, fix, result);
  }
  const summary = `No lock was taken, and it goes on without one: ${words}`;
  // Where it was cut, half of it may stand there: it is given back like a whole one.
  const isCut = result.outcome === 'unreachable' || result.outcome === 'timeout';
  await record(world, { type: 'lock.taken', ...id, summary, ...(!isCut && { without: true }) });
};

/** After the end, a failure, or a cut: whatever stands there of ours is taken away. */
export const leaveLock = async (world: FixWorld, { run, fix, lock }: FixState): Promise<void> => {
  const id = { run, fix };
  if (!lock) return;
  const { folder, inside, who } = lock.with;
  const call = { action: 'project.unlock', with: { folder, inside, who } };
  const { signal } = new AbortController();
  const result = await world.permit(`${run} ${fix}`, () => applyCall(world, call, signal));
  if (result.outcome === 'found') {
    await record(world, { type: 'lock.left', ...id, summary: result.data.summary });
    return;
  }
  const summary = `The lock may still stand, and runs out by itself: ${result.subject}: ${result.detail}`;
  await record(world, { type: 'lock.left', ...id, summary, failed: true });
};
