import type { Way } from './fix-events.ts';
import { wayBack, type Begun, type FixState } from './fix-state.ts';

/** What must happen now to a fix. The only place that knows the order of things. */
export type FixEffect =
  /** It was cut off in the middle of a call: what became of it is asked. */
  | { readonly do: 'settle'; readonly way: Way; readonly index: number }
  | { readonly do: 'preview'; readonly way: Way }
  /** Awaits the operator: is this plan to be carried out? */
  | { readonly do: 'decide'; readonly way: Way }
  /** The target is told to take the next call back by itself. */
  | { readonly do: 'arm'; readonly way: Way; readonly index: number }
  /** Awaits the operator: is he still there? */
  | { readonly do: 'confirm' }
  /** He is, or it stands still: the target takes nothing back. */
  | { readonly do: 'disarm' }
  /** Others are told, before the first call of an approved plan. */
  | { readonly do: 'lock' }
  | { readonly do: 'call'; readonly way: Way; readonly index: number }
  | { readonly do: 'carried-out' }
  | { readonly do: 'verify' }
  | { readonly do: 'undone' }
  /** It stands still: others may go on. */
  | { readonly do: 'unlock' }
  | { readonly do: 'stop' };

export const nextOfFix = (fix: FixState): FixEffect => {
  const cut = fix.restored ? undefined : cutOff(fix);
  if (cut) return cut;
  if (fix.restored || fix.wish === 'nothing') return atRest(fix);
  switch (fix.wish) {
    case 'verify':
      return { do: 'verify' };
    case 'apply':
      if (fix.carriedOut) return { do: 'verify' };
      return onward(fix, 'apply', fix.calls.length);
    case 'undo':
      return onward(fix, 'undo', wayBack(fix).length);
  }
};

const atRest = ({ locked, guard }: FixState): FixEffect => {
  if (guard && !guard.stuck) return { do: 'disarm' };
  return locked === 'taken' ? { do: 'unlock' } : { do: 'stop' };
};

const onward = (fix: FixState, way: Way, count: number): FixEffect => {
  const begun = way === 'apply' ? fix.forth : fix.back;
  const failed = begun.findIndex(({ result }) => result?.outcome !== 'found');
  // Nobody knows what a call left behind that failed: going on from there would be guessing.
  if (way === 'apply' && failed >= 0) return atRest(fix);
  if (fix.guard && begun[fix.guard.index]?.result?.outcome === 'found') {
    return { do: fix.guard.confirmed ? 'disarm' : 'confirm' };
  }
  // On the way back it is tried again: its preview shows what is left to do.
  const at = failed < 0 ? begun.length : failed;
  if (at >= count) return way === 'apply' ? { do: 'carried-out' } : { do: 'undone' };
  if (fix.plan?.way !== way) return { do: 'preview', way };
  // Where all is already so, nothing is changed, and there is nothing to approve.
  const isIdle = fix.plan.calls.every(({ preview }) => preview.nothingToDo !== undefined);
  if (!fix.approved && !isIdle) return { do: 'decide', way };
  if (!isIdle && fix.plan.lock && fix.locked === undefined) return { do: 'lock' };
  const planned = fix.plan.calls[at - (count - fix.plan.calls.length)];
  if (planned?.guard && !fix.guard) return { do: 'arm', way, index: at };
  return { do: 'call', way, index: at };
};

/** Only a fix that nobody carries out any more can have such a call: each is done in one go. */
const cutOff = ({ forth, back }: FixState): FixEffect | undefined => {
  const open = (begun: readonly Begun[]): number =>
    begun.findIndex(({ result }) => result === undefined);
  const [there, returning] = [open(forth), open(back)];
  if (returning >= 0) return { do: 'settle', way: 'undo', index: returning };
  return there >= 0 ? { do: 'settle', way: 'apply', index: there } : undefined;
};

/** Whether it waits for its operator to say that he is still there. */
export const awaitsConfirmation = (fix: FixState | undefined): boolean =>
  fix !== undefined && nextOfFix(fix).do === 'confirm';
