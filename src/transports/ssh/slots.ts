/** How many channels may be open at once, learned from the host. */
export type Slots = {
  /** True: a place is taken. False: for so long none has come free. */
  take(): Promise<boolean>;
  free(): void;
  /** The host refused the one that was taken last, while the others were open. */
  learn(): void;
  /** Waits until a channel ends, or for the time given. */
  freed(limitMs: number): Promise<void>;
};

/** sshd allows ten (MaxSessions); two stay for whoever shares the connection. */
const usual = 8;

export const slots = (waitMs: number): Slots => {
  let [taken, limit, lastFreed] = [0, usual, 0];
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
    freed,
    take: async () => {
      const started = performance.now();
      while (taken >= limit) {
        // In a long queue everyone waits, as long as it moves.
        const left = Math.max(started, lastFreed) + waitMs - performance.now();
        if (left <= 0) return false;
        await freed(left);
      }
      taken += 1;
      return true;
    },
    free: () => {
      taken -= 1;
      lastFreed = performance.now();
      const [first] = waiting;
      first?.();
    },
    learn: () => {
      limit = Math.max(1, Math.min(limit, taken - 1));
    },
  };
};
