/** Asks the operator for the password that sudo wants; undefined: there is none. `again`: sudo did not take the last. */
export type AskPassword = (again: boolean) => Promise<string | undefined>;

/** The password of one target, in memory only. */
export type HeldPassword = {
  readonly ask: AskPassword;
  /** How long the operator was waited for, all questions together: nobody else is late by that. */
  waitedMs(): number;
};

/**
 * Asked for once: a shell that is begun anew, after a lost link, gets what was typed before. Who
 * declines is not asked again.
 */
export const heldPassword = (ask: AskPassword): HeldPassword => {
  let held: string | undefined;
  let isDeclined = false;
  let [waited, since] = [0, 0];
  const sinceMs = (): number => (since === 0 ? 0 : performance.now() - since);
  return {
    waitedMs: () => waited + sinceMs(),
    ask: async (again) => {
      if (isDeclined || (held !== undefined && !again)) return held;
      since = performance.now();
      try {
        held = await ask(again);
      } finally {
        waited += sinceMs();
        since = 0;
      }
      isDeclined = held === undefined;
      return held;
    },
  };
};

/** What the question is about, as `Type …` goes on. */
export const passwordOf = (label: string, again: boolean): string =>
  `the sudo password ${label === 'this machine' ? 'on' : 'of'} ${label}${again ? ' (sudo did not take the last one)' : ''}`;
