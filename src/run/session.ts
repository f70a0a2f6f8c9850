import { createStore, type StoreApi } from 'zustand/vanilla';
import { reduce } from '../core/reduce.ts';
import { emptyState, type Event, type State } from '../core/session.ts';
import type { Journal } from './journal.ts';

type WithoutTime<E> = E extends unknown ? Omit<E, 'at'> : never;
/** An event before the session has stamped it; one that is replayed keeps its own time. */
export type NewEvent = WithoutTime<Event> & { readonly at?: string };

/** The append-only log and its fold. */
export type Session = {
  append(event: NewEvent): void;
  /** The fold, up to the last event. */
  getState(): State;
  /** The same for eyes: published at most every 100 ms. */
  readonly store: StoreApi<State>;
  /** Every event as it is appended. */
  watch(listener: (event: Event, state: State) => void): () => void;
  log(): readonly Event[];
  /**
   * Why the session cannot be kept on disk, if it can't. Looking goes on in memory; whatever would
   * change something asks this first, because its undo could not be written either.
   */
  trouble(): string | undefined;
  whenTroubled(tell: (words: string) => void): void;
  close(): Promise<void>;
};

export type SessionOptions = {
  readonly journal: Journal;
  /** The one gate: every string of every event passes through it. */
  clean<Value>(value: Value): Value;
  now(): Date;
  /** What was recorded before, where a session is gone on with. */
  readonly past?: readonly Event[];
};

const publishMs = 100;

export const createSession = ({ journal, clean, now, past = [] }: SessionOptions): Session => {
  let state = past.reduce(reduce, emptyState);
  const events: Event[] = [...past];
  const listeners = new Set<(event: Event, state: State) => void>();
  const store = createStore<State>(() => state);
  let publishing: NodeJS.Timeout | undefined;
  const publish = (): void => {
    publishing = undefined;
    store.setState(state, true);
  };
  return {
    append: (fresh) => {
      const event = clean({ ...fresh, at: fresh.at ?? now().toISOString() }) as Event;
      events.push(event);
      journal.write(event);
      state = reduce(state, event);
      publishing ??= setTimeout(publish, publishMs);
      for (const listener of listeners) listener(event, state);
    },
    getState: () => state,
    store,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    log: () => events,
    trouble: () => journal.trouble(),
    whenTroubled: (tell) => journal.whenTroubled(tell),
    close: async () => {
      clearTimeout(publishing);
      publish();
      await journal.close();
    },
  };
};
