import { describe, expect, it } from 'vitest';
import type { Call, Undo } from '../../src/core/action.ts';
import { noBlast } from '../../src/core/action.ts';
import type { FixEvent, Plan } from '../../src/core/fix-events.ts';
import { nextOfFix, type FixEffect } from '../../src/core/fix-next.ts';
import { fixOf, reduceFixes, type FixState } from '../../src/core/fix-state.ts';
import { found, type Failure } from '../../src/core/outcome.ts';

// What happens next, as a table: the events so far, and the one thing that must be done now.

const call = (name: string): Call => ({ action: name, with: {} });
const [one, two] = [call('one'), call('two')];
const [backOne, backTwo] = [call('back-one'), call('back-two')];
const lock = call('project.lock');
const shown = (nothingToDo?: string) => ({
  ...{ shows: [], state: {}, touches: [], blast: noBlast },
  ...(nothingToDo !== undefined && { nothingToDo }),
});
const planOf = (way: 'apply' | 'undo', calls: readonly Call[], nothingToDo?: string): Plan => ({
  way,
  calls: calls.map((each) => ({ call: each, preview: shown(nothingToDo) })),
});
const locking = (plan: Plan): Plan => ({ ...plan, lock: { call: lock, preview: shown() } });
const failed: Failure = { outcome: 'unreadable', subject: 'one', detail: 'it broke' };

const fix = 'mend';
const at = { fix, way: 'apply', index: 0 } as const;
const back = { fix, way: 'undo', index: 0 } as const;
const chosen: FixEvent = {
  ...{ type: 'fix.chosen', fix, diagnosis: 'broken', title: 'Mend it', risk: 'safe' },
  ...{ calls: [one, two], byHand: false, lock },
};
const wants = (wish: 'apply' | 'undo' | 'verify' | 'nothing'): FixEvent => ({
  ...{ type: 'fix.wanted', fix, wish },
});
const previewed = (plan: Plan): FixEvent => ({ type: 'fix.previewed', fix, plan, moved: [] });
const decided = (approved: boolean): FixEvent => ({
  ...{ type: 'fix.decided', fix, approved, by: 'operator' },
});
const begun = (index: number, undo: Undo = []): FixEvent => ({
  ...{ type: 'action.started', ...at, index, call: index === 0 ? one : two, undo, state: {} },
});
const ended = (index: number): FixEvent => ({
  ...{ type: 'action.finished', ...at, index, result: found({ summary: 'done' }) },
});
const broke: FixEvent = { type: 'action.finished', ...at, result: failed, settled: 'unknown' };
const notDone: FixEvent = { type: 'action.finished', ...at, result: failed, settled: 'not-done' };
const stopped: FixEvent = { type: 'fix.stopped', fix, failure: failed };
const carriedOut: FixEvent = { type: 'fix.carried-out', fix, by: 'program' };
const verified = (held: boolean): FixEvent => ({
  ...{ type: 'fix.verified', fix, held, because: 'so', asked: 1, ms: 1 },
});
const locked: readonly FixEvent[] = [
  { type: 'lock.wanted', fix, call: lock },
  { type: 'lock.taken', fix, summary: 'taken' },
];
const without: FixEvent = { type: 'lock.taken', fix, summary: 'none', without: true };
const left: FixEvent = { type: 'lock.left', fix, summary: 'left' };
const stuck: FixEvent = { type: 'lock.left', fix, summary: 'stands', failed: true };

const arm = call('revert.arm');
const guarding = (plan: Plan): Plan => ({
  ...plan,
  calls: plan.calls.map((each) => ({ ...each, guard: { call: arm, preview: shown() } })),
});
const armed: FixEvent = { type: 'revert.armed', fix, way: 'apply', index: 0, call: arm };
const confirmed: FixEvent = { type: 'fix.confirmed', fix, by: 'operator' };
const disarmed: FixEvent = { type: 'revert.left', fix, summary: 'called off' };
const unknown: FixEvent = { type: 'revert.left', fix, summary: 'not known', failed: true };

const plan = planOf('apply', [one, two]);
const approved: readonly FixEvent[] = [chosen, previewed(plan), decided(true)];
const lockable: readonly FixEvent[] = [chosen, previewed(locking(plan)), decided(true)];
const risky: readonly FixEvent[] = [chosen, previewed(guarding(plan)), decided(true)];
const done: readonly FixEvent[] = [
  ...approved,
  ...[begun(0, [backOne]), ended(0), begun(1, [backTwo]), ended(1)],
];
const undoing: readonly FixEvent[] = [
  ...[...done, carriedOut, verified(true), wants('undo')],
  ...[previewed(planOf('undo', [backTwo, backOne])), decided(true)],
];
const goneBack = (index: number): readonly FixEvent[] => [
  { type: 'action.started', ...back, index, call: backTwo, undo: [], state: {} },
  { type: 'action.finished', ...back, index, result: found({ summary: 'back' }) },
];
const undone: FixEvent = { type: 'fix.undone', fix, differs: [] };

const stop: FixEffect = { do: 'stop' };
const table: readonly (readonly [string, readonly FixEvent[], FixEffect])[] = [
  ['a chosen fix is planned', [chosen], { do: 'preview', way: 'apply' }],
  ['a plan awaits a decision', [chosen, previewed(plan)], { do: 'decide', way: 'apply' }],
  [
    'a plan in which all is so already awaits none, and no lock',
    [chosen, previewed(locking(planOf('apply', [one, two], 'so already')))],
    { do: 'call', way: 'apply', index: 0 },
  ],
  ['a declined plan is left', [chosen, previewed(plan), decided(false)], stop],
  ['an approved plan is carried out', approved, { do: 'call', way: 'apply', index: 0 }],
  [
    'a plan that was shown anew is to be approved anew',
    [...approved, previewed(plan)],
    { do: 'decide', way: 'apply' },
  ],
  ['others are told before the first call', lockable, { do: 'lock' }],
  ['and then it is made', [...lockable, ...locked], { do: 'call', way: 'apply', index: 0 }],
  [
    'where no lock can be, it goes on without',
    [...lockable, without],
    { do: 'call', way: 'apply', index: 0 },
  ],
  [
    'one call after the other',
    [...approved, begun(0, [backOne]), ended(0)],
    { do: 'call', way: 'apply', index: 1 },
  ],
  [
    'a call that was cut off is settled first, whatever is wanted',
    [...approved, begun(0, [backOne]), wants('undo')],
    { do: 'settle', way: 'apply', index: 0 },
  ],
  [
    'a call on the way back, too',
    [...undoing, ...goneBack(0).slice(0, 1)],
    { do: 'settle', way: 'undo', index: 0 },
  ],
  ['nobody goes on from a failure', [...approved, begun(0, [backOne]), broke], stop],
  [
    'nobody goes on from it by wanting to, either',
    [...approved, begun(0, [backOne]), broke, wants('apply')],
    stop,
  ],
  [
    'but back from it',
    [...approved, begun(0, [backOne]), broke, wants('undo')],
    { do: 'preview', way: 'undo' },
  ],
  [
    'what was not done after all is planned anew',
    [...approved, begun(0, [backOne]), notDone, wants('apply')],
    { do: 'preview', way: 'apply' },
  ],
  ['the last call ends the carrying out', done, { do: 'carried-out' }],
  ['which is verified', [...done, carriedOut], { do: 'verify' }],
  ['verified, it stands still', [...done, carriedOut, verified(true)], stop],
  ['not verified, too', [...done, carriedOut, verified(false)], stop],
  [
    'and is verified once more where that is wanted',
    [...done, carriedOut, verified(false), wants('verify')],
    { do: 'verify' },
  ],
  [
    'the way back is planned',
    [...done, carriedOut, verified(true), wants('undo')],
    { do: 'preview', way: 'undo' },
  ],
  ['and gone', undoing, { do: 'call', way: 'undo', index: 0 }],
  ['call by call', [...undoing, ...goneBack(0)], { do: 'call', way: 'undo', index: 1 }],
  ['to its end', [...undoing, ...goneBack(0), ...goneBack(1)], { do: 'undone' }],
  ['what was undone stays so', [...undoing, undone, wants('undo')], stop],
  [
    'a lock is given back once it is verified',
    [...lockable, ...locked, ...done.slice(3), carriedOut, verified(true)],
    { do: 'unlock' },
  ],
  ['once it has stopped', [...lockable, ...locked, stopped], { do: 'unlock' }],
  [
    'once a call has failed',
    [...lockable, ...locked, begun(0, [backOne]), broke],
    { do: 'unlock' },
  ],
  ['once all is undone', [...undoing, ...locked, undone], { do: 'unlock' }],
  [
    'after a kill: the call is settled',
    [...lockable, ...locked, begun(0, []), wants('nothing')],
    { do: 'settle', way: 'apply', index: 0 },
  ],
  [
    'and then the lock given back, even one that was only about to be taken',
    [...lockable, ...locked.slice(0, 1), wants('nothing')],
    { do: 'unlock' },
  ],
  ['once', [...lockable, ...locked, stopped, left], stop],
  ['one that cannot be given back is left', [...lockable, ...locked, stopped, stuck], stop],
  [
    'and is tried again with the next wish',
    [...lockable, ...locked, stopped, stuck, wants('nothing')],
    { do: 'unlock' },
  ],
  [
    'before what may cut the link its revert is armed',
    risky,
    { do: 'arm', way: 'apply', index: 0 },
  ],
  ['then it is done', [...risky, armed], { do: 'call', way: 'apply', index: 0 }],
  [
    'then the operator is to say that he is there',
    [...risky, armed, begun(0), ended(0)],
    { do: 'confirm' },
  ],
  [
    'which calls the revert off',
    [...risky, armed, begun(0), ended(0), confirmed],
    { do: 'disarm' },
  ],
  [
    'and goes on to the next, with a revert of its own',
    [...risky, armed, begun(0), ended(0), confirmed, disarmed],
    { do: 'arm', way: 'apply', index: 1 },
  ],
  [
    'where it was cut off, that is settled before anything is called off',
    [...risky, armed, begun(0), wants('nothing')],
    { do: 'settle', way: 'apply', index: 0 },
  ],
  ['and then what became of the revert is asked', [...risky, armed, stopped], { do: 'disarm' }],
  ['once', [...risky, armed, stopped, unknown], stop],
  [
    'and again with the next wish',
    [...risky, armed, stopped, unknown, wants('nothing')],
    { do: 'disarm' },
  ],
  ['before the lock is given back', [...lockable, ...locked, armed, stopped], { do: 'disarm' }],
  ['what was never locked is not given back', [...lockable, without, stopped], stop],
];

describe('what must happen next to a fix', () => {
  it.each(table)('%s', (_, events, wanted) => {
    const fixes = events.reduce<readonly FixState[]>(
      (before, event) => reduceFixes(before, 'run', event),
      [],
    );
    const now = fixOf(fixes, 'run');
    if (!now) throw new Error('no fix was chosen');
    expect(nextOfFix(now)).toEqual(wanted);
  });
});
