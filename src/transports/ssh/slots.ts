/** How many channels may be open at once, learned from the host. */
export type Slots = {
  /** True: a place is taken. False: none came free in time. */
  take(): Promise<boolean>;
  free(): void;
  /** The host refused one more while this many were open. */
  learn(): void;
  /** Waits until a channel ends, or for the time given. */
  freed(limitMs: number): Promise<void>;
  readonly taken: number;
};

/** sshd allows ten (MaxSessions); two stay for whoever shares the connection. */
const usual = 8;

export const slots = (waitMs: number): Slots => {
  let [taken, limit] = [0, usual];
  const waiting = new Set<() => void>();
  const freed = (limitMs: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, limitMs);
      waiting.add(wake);
    });
  return {
    get taken() {
      return taken;
    },
    freed,
    take: async () => {
      const until = performance.now() + waitMs;
      while (taken >= limit) {
        const left = until - performance.now();
        if (left <= 0) return false;
        await freed(left);
      }
      taken += 1;
      return true;
    },
    free: () => {
      taken -= 1;
      const [first] = waiting;
      first?.();
    },
    learn: () => {
      limit = Math.max(1, Math.min(limit, taken - 1));
    },
  };
};
