import type { Confidence } from '../core/outcome.ts';

/** CONTRACT's exit codes. */
export const exit = {
  /** Nothing wrong found; or `lookup` matched. */
  fine: 0,
  /** A problem was diagnosed; or `lookup` matched nothing. */
  problem: 1,
  /** Wrong usage, or a flow file that cannot be loaded. */
  usage: 2,
  /** Something could not be seen, and no problem was diagnosed. */
  inconclusive: 3,
  /** The target could not be reached, or refused us. */
  unreached: 4,
  /** A fix failed or did not verify; the output says whether it was undone. */
  unfixed: 5,
  bug: 70,
  interrupted: 130,
} as const;

/** What one result, or one target without results, adds to the exit code. */
export type Verdict =
  | { readonly outcome: 'diagnosed'; readonly confidence: Confidence | null }
  | { readonly outcome: 'healthy' | 'inconclusive' | 'not-applicable' }
  | { readonly outcome: 'unreached' };

/** Several results in one code: a proven problem before a lost target before what stayed open. */
export const exitOf = (verdicts: readonly Verdict[]): number => {
  const codes = verdicts.map(codeOf);
  const first = [exit.problem, exit.unreached, exit.inconclusive].find((code) =>
    codes.includes(code),
  );
  return first ?? exit.fine;
};

const codeOf = (verdict: Verdict): number => {
  switch (verdict.outcome) {
    case 'diagnosed':
      // What is merely possible is listed, and fails nothing.
      return verdict.confidence === 'possible' ? exit.fine : exit.problem;
    case 'unreached':
      return exit.unreached;
    case 'inconclusive':
      return exit.inconclusive;
    case 'healthy':
    case 'not-applicable':
      return exit.fine;
  }
};
