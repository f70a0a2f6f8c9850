import { createStore, type StoreApi } from 'zustand';
import { newTarget } from '../core/reduce.ts';
import { emptyState, type State } from '../core/session.ts';
import type { Desk, Watched } from './actions.ts';

/** The desk before any look is open: a session that has not begun. */
export const createDesk = (label: string): StoreApi<Desk> => {
  const target = newTarget({ id: label, label, kind: 'local' });
  const state: State = { ...emptyState, targets: { [label]: target } };
  return createStore<Desk>(() => ({ state: unchanging(state) }));
};

/** A store that stays as it is. */
export const unchanging = <Value>(value: Value): Watched<Value> => ({
  getState: () => value,
  getInitialState: () => value,
  subscribe: () => () => undefined,
});
