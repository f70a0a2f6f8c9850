import type { ByHand } from '../core/by-hand.ts';

/** The first question of a fix that nobody has answered. */
export const openAsk = (
  { asks, canApply }: ByHand,
  given: Readonly<Record<string, string>>,
): { readonly name: string; readonly ask: string; readonly kind: string } | undefined => {
  // What a person carries out needs no answer here.
  const open = canApply
    ? Object.entries(asks).find(([name]) => !Object.hasOwn(given, name))
    : undefined;
  return open && { name: open[0], ask: open[1].ask, kind: open[1].kind };
};
