import type { Asking } from '../ssh-target.ts';

/**
 * Passphrases that opened a key while one connection is made: a key that serves on every host of a
 * chain is asked about once. Held in memory, and forgotten with the attempt.
 */
export type Secrets = {
  /** Asks until the answer opens, at most three times; else the words of why it stays closed. */
  opening<Opened extends object>(
    what: string,
    open: (secret: string) => Opened | undefined,
  ): Promise<Opened | string>;
  forget(): void;
};

const tries = 3;

const notGiven = 'its passphrase was not given';
const wrong = `none of the ${tries} passphrases that were typed opens it`;

export const secrets = (ask: Asking | undefined): Secrets => {
  const good = new Map<string, string>();
  return {
    opening: async (what, open) => {
      const known = good.get(what);
      if (known !== undefined) return open(known) ?? 'another passphrase opens it';
      if (ask === undefined) return notGiven;
      for (let attempt = 1; attempt <= tries; attempt += 1) {
        const again = attempt === 1 ? '' : ' (it did not open the key)';
        const answer = await ask.secret({ what: `${what}${again}` });
        if (answer === undefined) return notGiven;
        const opened = open(answer);
        if (opened === undefined) continue;
        good.set(what, answer);
        return opened;
      }
      return wrong;
    },
    forget: () => good.clear(),
  };
};
