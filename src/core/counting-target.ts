import { noBlast, type AnyAction, type Call, type Preview } from './action.ts';
import type { FixEvent } from './fix-events.ts';
import type { FixEffect } from './fix-next.ts';
import { wayBack, type FixState } from './fix-state.ts';
import { words } from './template.ts';
import type { Seen } from './verify.ts';

/** A target that knows of each call whether it was made: nothing else of it is real. */
export type Counting = Map<number, 'before' | 'after'>;

export type Moment = {
  readonly state: FixState;
  readonly target: Counting;
  readonly effect: Exclude<FixEffect, { readonly do: 'stop' }>;
};

/** What comes of one effect; a look at what must then be so is the caller's. */
export const eventsOf = (
  actions: readonly AnyAction[],
  look: () => Seen,
  { state, target, effect }: Moment,
): readonly FixEvent[] => {
  const { fix } = state;
  switch (effect.do) {
    case 'preview': {
      const { way } = effect;
      const left = way === 'apply' ? state.calls : wayBack(state).map(({ call }) => call);
      const calls = left.map((call, at) => ({ call, preview: previewOf(call, target, at) }));
      return [{ type: 'fix.previewed', fix, plan: { way, calls }, moved: [] }];
    }
    case 'decide':
      return [{ type: 'fix.decided', fix, approved: true, by: 'operator' }];
    case 'call': {
      const { way, index } = effect;
      const back = wayBack(state)[index];
      const at = way === 'apply' ? index : (back?.of ?? 0);
      const call = way === 'apply' ? state.calls[index] : back?.call;
      if (!call) throw new Error(`eventsOf: ${fix} has no call ${index}`);
      const stood = { [nameOf(at)]: target.get(at) ?? '' };
      target.set(at, way === 'apply' ? 'after' : 'before');
      const result = { outcome: 'found', data: { summary: call.action } } as const;
      return [
        {
          type: 'action.started',
          fix,
          way,
          index,
          call,
          undo: undoOf(actions, way, call),
          state: stood,
        },
        { type: 'action.finished', fix, way, index, result },
        ...(way === 'undo' ? [{ type: 'action.undone', fix, index: at } as const] : []),
      ];
    }
    case 'carried-out':
      return [{ type: 'fix.carried-out', fix, by: state.byHand ? 'operator' : 'program' }];
    case 'verify':
      return [{ type: 'fix.verified', fix, ...look(), asked: 1, ms: 0 }];
    case 'undone': {
      const differs = [...target].flatMap(([at, is]) => (is === 'after' ? [nameOf(at)] : []));
      return [{ type: 'fix.undone', fix, differs }];
    }
    case 'settle':
      throw new Error(`eventsOf: ${fix} was cut off, and nothing cuts here`);
    case 'arm':
    case 'confirm':
    case 'disarm':
    case 'lock':
    case 'unlock':
      throw new Error(`eventsOf: ${effect.do} of ${fix}, and nobody else is here`);
  }
};

const nameOf = (at: number): string => `call:${at}`;

const previewOf = (call: Call, target: Counting, at: number): Preview => ({
  shows: [planWords([call])],
  state: { [nameOf(at)]: target.get(at) ?? '' },
  touches: [nameOf(at)],
  blast: noBlast,
});

/** What a person did has no way back that a program could go. */
const undoOf = (actions: readonly AnyAction[], way: 'apply' | 'undo', call: Call) => {
  const action = actions.find(({ name }) => name === call.action);
  if (way === 'undo') return [];
  return action?.byHand || action?.irreversible !== undefined
    ? { irreversible: 'It is not led back.' }
    : [call];
};

export const planWords = (calls: readonly Call[]): string =>
  calls
    .map(({ action, with: args }) =>
      [action, ...Object.entries(args).map(([name, value]) => `${name}: ${words(value)}`)].join(
        '\n',
      ),
    )
    .join('\n');
