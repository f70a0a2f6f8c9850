import type { Asking } from '../ssh-target.ts';

/**
 * Passphrases that opened a key while one connection is made: a key that serves on every host of a
 * chain is asked about once. Held in memory, and forgotten with the attempt.
 */
export type Secrets = {
  /** Asks until the answer opens, at most three times; undefined: nobody could, or wanted to, tell. */
  opening<Opened>(
    what: string,
    open: (secret: string) => Opened | undefined,
  ): Promise<Opened | undefined>;
  forget(): void;
};

const tries = 3;

export const secrets = (ask: Asking | undefined): Secrets => {
  const good = new Map<string, string>();
  return {
    opening: async (what, open) => {
      const known = good.get(what);
      if (known !== undefined) return open(known);
      for (let attempt = 1; ask !== undefined && attempt <= tries; attempt += 1) {
        const again = attempt === 1 ? '' : ' (it did not open the key)';
        const answer = await ask.secret({ what: `${what}${again}` });
        if (answer === undefined) return undefined;
        const opened = open(answer);
        if (opened === undefined) continue;
        good.set(what, answer);
        return opened;
      }
      return undefined;
    },
    forget: () => good.clear(),
  };
};
