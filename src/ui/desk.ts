import { createStore, type StoreApi } from 'zustand';
import { emptyState, type State } from '../core/session.ts';
import type { Desk, Watched } from './actions.ts';

/** The desk before any look is open: a session that has not begun. */
export const createDesk = (label: string): StoreApi<Desk> => {
  const target = { kind: 'local', label, epoch: 0, link: 'unknown', detail: '' } as const;
  const state: State = { ...emptyState, targets: { target: { id: 'target', ...target } } };
  return createStore<Desk>(() => ({ state: unchanging(state) }));
};

/** A store that stays as it is. */
export const unchanging = <Value>(value: Value): Watched<Value> => ({
  getState: () => value,
  getInitialState: () => value,
  subscribe: () => () => undefined,
});
