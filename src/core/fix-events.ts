import type { Applied, Call, Preview, Undo } from './action.ts';
import type { Risk } from './risk.ts';
import type { Failure, ProbeResult } from './outcome.ts';

/** What happens to a fix, from the moment it is chosen until it stands still; each is an event. */

/** Into the new state, or back into the former one. */
export type Way = 'apply' | 'undo';

/** What the operator wants of a fix that stands still. */
export type Wish = Way | 'verify' | 'nothing';

/** A call and what it would do, as it was shown. */
export type Planned = {
  readonly call: Call;
  readonly preview: Shown;
  /** Armed on the target before it, where it may cut off whoever makes it. */
  readonly guard?: { readonly call: Call; readonly preview: Shown };
};

/** A preview as the log holds it: without the bytes that only later previews need. */
export type Shown = Omit<Preview, 'becomes'>;

/** What is approved, or not: nothing but what stands in it. */
export type Plan = {
  readonly way: Way;
  readonly calls: readonly Planned[];
  /** What tells others meanwhile that somebody is at work here. */
  readonly lock?: Planned;
};

/** How a settled call turned out, that was cut off between its beginning and its end. */
export type Settled = 'done' | 'not-done' | 'unknown';

export type FixEvent =
  | {
      readonly type: 'fix.chosen';
      readonly fix: string;
      readonly diagnosis: string;
      readonly title: string;
      readonly risk: Risk;
      /** Its calls with their arguments filled in, frozen: nothing changes them any more. */
      readonly calls: readonly Call[];
      /** Some of it is for a person to do. */
      readonly byHand: boolean;
      readonly cannotUndo?: string;
      /** Taken on the target while calls of this fix are carried out. */
      readonly lock?: Call;
    }
  | { readonly type: 'fix.wanted'; readonly fix: string; readonly wish: Wish }
  | {
      readonly type: 'fix.previewed';
      readonly fix: string;
      readonly plan: Plan;
      /** What is not as it was in the plan before: names of `state`. */
      readonly moved: readonly string[];
    }
  | {
      readonly type: 'fix.decided';
      readonly fix: string;
      readonly approved: boolean;
      readonly by: 'operator' | 'flag';
    }
  | {
      /** Nothing was changed since, and nothing goes on by itself. */
      readonly type: 'fix.stopped';
      readonly fix: string;
      readonly failure: Failure;
    }
  | {
      readonly type: 'action.started';
      readonly fix: string;
      readonly way: Way;
      readonly index: number;
      readonly call: Call;
      /** Of a call on the way back: none, it is the way back itself. */
      readonly undo: Undo;
      /** What it stood on, right before. */
      readonly state: Preview['state'];
    }
  | {
      readonly type: 'action.finished';
      readonly fix: string;
      readonly way: Way;
      readonly index: number;
      readonly result: ProbeResult<Applied>;
      /** Set where this was found out later. */
      readonly settled?: Settled;
    }
  /** Said before it is tried: a lock that stands is always known to be one's own. */
  | { readonly type: 'lock.wanted'; readonly fix: string; readonly call: Call }
  | {
      readonly type: 'lock.taken';
      readonly fix: string;
      readonly summary: string;
      /** It could not be, and the fix goes on without: it is advisory. */
      readonly without?: true;
    }
  | {
      readonly type: 'lock.left';
      readonly fix: string;
      readonly summary: string;
      /** It still stands, and runs out by itself. */
      readonly failed?: true;
    }
  /** Said before it is done, as a lock is. */
  | {
      readonly type: 'revert.armed';
      readonly fix: string;
      readonly way: Way;
      readonly index: number;
      readonly call: Call;
    }
  /** The operator is still there. */
  | { readonly type: 'fix.confirmed'; readonly fix: string; readonly by: 'operator' | 'flag' }
  | {
      readonly type: 'revert.left';
      readonly fix: string;
      readonly summary: string;
      /** The target was quicker. */
      readonly reverted?: true;
      /** It is not known what became of it. */
      readonly failed?: true;
    }
  /** Every call that leads back from this one is done. */
  | { readonly type: 'action.undone'; readonly fix: string; readonly index: number }
  | {
      readonly type: 'fix.carried-out';
      readonly fix: string;
      readonly by: 'program' | 'operator';
    }
  | {
      readonly type: 'fix.verified';
      readonly fix: string;
      readonly held: boolean;
      readonly because: string;
      readonly asked: number;
      readonly ms: number;
    }
  | {
      readonly type: 'fix.undone';
      readonly fix: string;
      /** What is not as it was before the fix: names of `state`. */
      readonly differs: readonly string[];
    };

export const fixEventTypes = [
  'fix.chosen',
  'fix.wanted',
  'fix.previewed',
  'fix.decided',
  'fix.stopped',
  'lock.wanted',
  'lock.taken',
  'lock.left',
  'revert.armed',
  'fix.confirmed',
  'revert.left',
  'action.started',
  'action.finished',
  'action.undone',
  'fix.carried-out',
  'fix.verified',
  'fix.undone',
] as const satisfies readonly FixEvent['type'][];

/** Whether an event speaks of a fix; every other one speaks of looking. */
export const isFixEvent = <E extends { readonly type: string }>(
  event: E,
): event is Extract<E, FixEvent> => fixEventTypes.some((type) => type === event.type);
