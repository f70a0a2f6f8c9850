/** A time limit that stands still while a person is asked. */
export type Patience = {
  /** Asks a person; the limit starts anew with the answer. */
  pausedFor<Answer>(ask: () => Promise<Answer>): Promise<Answer>;
  /** Another limit, from now on. */
  extend(limitMs: number): void;
  end(): void;
};

export const patience = (firstMs: number, late: () => void): Patience => {
  let limitMs = firstMs;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const stop = (): void => clearTimeout(timer);
  const renew = (): void => {
    stop();
    if (!isOver && limitMs > 0) timer = setTimeout(late, limitMs);
  };
  renew();
  return {
    extend: (ms) => {
      limitMs = ms;
      renew();
    },
    pausedFor: async (ask) => {
      stop();
      try {
        return await ask();
      } finally {
        renew();
      }
    },
    end: () => {
      isOver = true;
      stop();
    },
  };
};
