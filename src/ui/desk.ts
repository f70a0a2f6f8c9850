import { createStore, type StoreApi } from 'zustand';
import { newTarget } from '../core/reduce.ts';
import { emptyState, type State } from '../core/session.ts';
import { targetLabel, type TargetSpec } from '../core/target.ts';
import type { Desk, Watched } from './actions.ts';

/** The desk before any look is open: a session that has not begun. */
export const createDesk = (specs: readonly TargetSpec[], before?: State): StoreApi<Desk> => {
  const targets = specs.map((spec) => {
    const label = targetLabel(spec);
    return [label, newTarget({ id: label, label, kind: spec.kind })] as const;
  });
  const state: State = before ?? { ...emptyState, targets: Object.fromEntries(targets) };
  return createStore<Desk>(() => ({ state: unchanging(state) }));
};

/** A store that stays as it is. */
export const unchanging = <Value>(value: Value): Watched<Value> => ({
  getState: () => value,
  getInitialState: () => value,
  subscribe: () => () => undefined,
});
