import type { Applied, Call, Preview, Undo } from './action.ts';
import type { Risk } from './risk.ts';
import type { FixEvent, Plan, Settled, Way, Wish } from './fix-events.ts';
import type { Failure, ProbeResult } from './outcome.ts';

/** A call that was begun, and what is known of its end. */
export type Begun = {
  readonly call: Call;
  readonly undo: Undo;
  /** What it stood on, right before it was begun. */
  readonly state: Preview['state'];
  /** Absent: it was cut off, or is under way. */
  readonly result?: ProbeResult<Applied>;
  readonly settled?: Settled;
};

/** A lock on the target: taken for the calls of an approved plan, given back once it stands still. */
export type LockState = 'taken' | 'without' | 'stuck';

/** What the target takes back by itself, unless somebody says in time that he is still there. */
export type Guard = {
  readonly call: Call;
  readonly way: Way;
  readonly index: number;
  readonly confirmed?: true;
  /** It could not be called off: what became of it is asked later. */
  readonly stuck?: true;
};

/** One attempt at a fix, as far as it is. */
export type FixState = {
  readonly run: string;
  readonly fix: string;
  readonly diagnosis: string;
  readonly title: string;
  readonly risk: Risk;
  readonly calls: readonly Call[];
  /** Some of it is for a person to do: an approval then says that it was done. */
  readonly byHand: boolean;
  readonly cannotUndo?: string;
  /** How others are told; absent: they are not. */
  readonly lock?: Call;
  /** Absent: it is not taken now. */
  readonly locked?: LockState;
  /** Absent: nothing is armed on the target. */
  readonly guard?: Guard;
  /** What goes on; `nothing`: it stands still. */
  readonly wish: Wish;
  /** The plan that was shown last, as long as it binds. */
  readonly plan?: Plan;
  /** The last plan that was shown, for reports; it binds nobody. */
  readonly shown?: Plan;
  /** What is not as it was in the plan before this one. */
  readonly moved: readonly string[];
  readonly approved: boolean;
  /** Why it stands still. */
  readonly stopped?: Failure;
  readonly declined?: true;
  /** Calls begun, in order: a beginning of `calls`. */
  readonly forth: readonly Begun[];
  /** Calls begun on the way back, in order: a beginning of `wayBack`. */
  readonly back: readonly Begun[];
  readonly carriedOut?: 'program' | 'operator';
  readonly verified?: { readonly held: boolean; readonly because: string };
  /** Calls of `forth` whose way back was gone to its end. */
  readonly undone: readonly number[];
  /** Set once the whole way back was gone: what is not as it was before. */
  readonly restored?: { readonly differs: readonly string[] };
};

type FixEventOf<Type extends FixEvent['type']> = Extract<FixEvent, { readonly type: Type }>;

/** The first event of an attempt makes it; every other one is folded into the latest of its run. */
const chosen = (run: string, event: FixEventOf<'fix.chosen'>): FixState => ({
  run,
  fix: event.fix,
  diagnosis: event.diagnosis,
  title: event.title,
  risk: event.risk,
  calls: event.calls,
  byHand: event.byHand,
  ...(event.cannotUndo !== undefined && { cannotUndo: event.cannotUndo }),
  ...(event.lock && { lock: event.lock }),
  wish: 'apply',
  moved: [],
  approved: false,
  forth: [],
  back: [],
  undone: [],
});

/** A plan binds until something else is known: an event takes it away that it did not foresee. */
const unbound = ({ plan: _, declined: __, stopped: ___, ...fix }: FixState): FixState => ({
  ...fix,
  moved: [],
  approved: false,
});

/** A lock that could not be given back is still there; one that could not be taken may be now. */
const triedAnew = ({ locked, guard, ...fix }: FixState): FixState => {
  const { stuck: _, ...armed } = guard ?? {};
  return {
    ...fix,
    ...((locked === 'stuck' || locked === 'taken') && { locked: 'taken' }),
    ...(guard && { guard: armed as Guard }),
  };
};

const reduceFix = (
  fix: FixState,
  event: Exclude<FixEvent, { readonly type: 'fix.chosen' }>,
): FixState => {
  switch (event.type) {
    case 'fix.wanted':
      return { ...unbound(triedAnew(fix)), wish: event.wish };
    case 'fix.previewed': {
      const { plan, moved } = event;
      return { ...fix, plan, shown: plan, moved, approved: false };
    }
    case 'fix.decided':
      if (event.approved) return { ...fix, approved: true };
      return { ...unbound(fix), wish: 'nothing', declined: true };
    case 'fix.stopped':
      return { ...unbound(fix), wish: 'nothing', stopped: event.failure };
    // Whether it is really there does not matter: what is not taken is given back for nothing.
    case 'lock.wanted':
      return { ...fix, locked: 'taken' };
    case 'lock.taken':
      return { ...fix, locked: event.without ? 'without' : 'taken' };
    case 'lock.left': {
      const { locked: _, ...free } = fix;
      return event.failed ? { ...fix, locked: 'stuck' } : free;
    }
    case 'revert.armed': {
      const { call, way, index } = event;
      return { ...fix, guard: { call, way, index } };
    }
    case 'fix.confirmed':
      return fix.guard ? { ...fix, guard: { ...fix.guard, confirmed: true } } : fix;
    case 'revert.left': {
      const { guard, ...unguarded } = fix;
      return event.failed && guard ? { ...fix, guard: { ...guard, stuck: true } } : unguarded;
    }
    case 'action.started': {
      const { call, undo, state } = event;
      return onWay(fix, event.way, event.index, { call, undo, state });
    }
    case 'action.finished':
      return finished(fix, event);
    case 'action.undone':
      return { ...fix, undone: [...fix.undone, event.index] };
    case 'fix.carried-out':
      return { ...unbound(fix), carriedOut: event.by, wish: 'verify' };
    case 'fix.verified': {
      const { held, because } = event;
      return { ...fix, verified: { held, because }, wish: 'nothing' };
    }
    case 'fix.undone':
      return {
        ...unbound(fix),
        restored: { differs: event.differs },
        wish: 'nothing',
      };
  }
};

const onWay = (fix: FixState, way: Way, index: number, begun: Begun): FixState => {
  const before = way === 'apply' ? fix.forth : fix.back;
  const after = [...before.slice(0, index), begun, ...before.slice(index + 1)];
  return way === 'apply' ? { ...fix, forth: after } : { ...fix, back: after };
};

const finished = (fix: FixState, event: FixEventOf<'action.finished'>): FixState => {
  const { way, index, result, settled } = event;
  const begun = (way === 'apply' ? fix.forth : fix.back)[index];
  const call = begun?.call ?? calledAt(fix, way, index);
  if (!call) return fix;
  // What was found done already was never begun: there is nothing to go back from.
  const known: Begun = begun ?? { call, undo: [], state: {} };
  const stopped = result.outcome === 'found' ? {} : { stopped: result };
  // What was not done, after all, is begun anew.
  if (settled === 'not-done') {
    const kept = (way === 'apply' ? fix.forth : fix.back).slice(0, index);
    const shorter = way === 'apply' ? { ...fix, forth: kept } : { ...fix, back: kept };
    return { ...unbound(shorter), wish: 'nothing', ...stopped };
  }
  const after = onWay(fix, way, index, { ...known, result, ...(settled && { settled }) });
  if (settled === undefined && result.outcome === 'found') return after;
  return { ...unbound(after), wish: 'nothing', ...stopped };
};

const calledAt = (fix: FixState, way: Way, index: number): Call | undefined =>
  way === 'apply' ? fix.calls[index] : wayBack(fix)[index]?.call;

/** The calls that lead back from everything that was begun: last first, each way in its own order. */
export const wayBack = ({ forth }: FixState): readonly { of: number; call: Call }[] =>
  forth
    .map(({ undo }, of) => ('irreversible' in undo ? [] : undo.map((call) => ({ of, call }))))
    .toReversed()
    .flat();

/** What of this fix has no way back, in words. */
export const withoutWayBack = ({ forth }: FixState): readonly string[] =>
  forth.flatMap(({ undo }) => ('irreversible' in undo ? [undo.irreversible] : []));

/** The attempts of a session with one more event; it belongs to the latest attempt of its run. */
export const reduceFixes = (
  fixes: readonly FixState[],
  run: string,
  event: FixEvent,
): readonly FixState[] => {
  if (event.type === 'fix.chosen') return [...fixes, chosen(run, event)];
  const at = fixes.findLastIndex((fix) => fix.run === run && fix.fix === event.fix);
  return fixes.map((fix, index) => (index === at ? reduceFix(fix, event) : fix));
};

/** The latest attempt at mending what a run found. */
export const fixOf = (fixes: readonly FixState[], run: string): FixState | undefined =>
  fixes.findLast((fix) => fix.run === run);

/** It changed something, and was not led back yet. */
export const isUndoable = (fix: FixState): boolean =>
  fix.restored === undefined && wayBack(fix).length > 0;
