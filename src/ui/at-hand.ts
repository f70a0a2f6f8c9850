import type { State, TargetState } from '../core/session.ts';
import type { View } from './view.ts';

/** The target that the screens are about; undefined: all of several. */
export const targetAtHand = (view: View, { targets, runs }: State): TargetState | undefined => {
  const all = Object.values(targets);
  if (all.length < 2) return all[0];
  for (const spot of view.toReversed()) {
    if (spot.at === 'run' || spot.at === 'commands') {
      const run = runs[spot.run];
      if (run) return targets[run.target];
    }
    if (spot.at === 'home' && spot.target !== undefined) return targets[spot.target];
    if (spot.at === 'hosts') return undefined;
  }
  return undefined;
};
