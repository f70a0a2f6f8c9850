import type { Fix, Flow } from './flow.ts';
import { scopeOf } from './inputs.ts';
import { isSecret } from './probe.ts';
import type { Run } from './session.ts';
import { quoteAfter, shellValue, type Quote } from './shell-words.ts';
import { fill, fillText, references, words, type Scope } from './template.ts';

/** A fix as a person carries it out: nothing here is run. */
export type ByHand = {
  readonly id: string;
  readonly title: string;
  readonly risk: Fix['risk'];
  /** Lines to type, values quoted for a shell. */
  readonly lines: readonly string[];
  /** How it is undone by hand; empty where the program carries it out, and knows the way back. */
  readonly undo: string;
  /** The program can carry it out, where what it looks for first is as it needs it. */
  readonly canApply: boolean;
  /** What only a person knows, by name. */
  readonly asks: NonNullable<Fix['ask']>;
};

/** The fixes that a diagnosis offers, filled in; none before there is one. */
export const fixesOf = (flow: Flow, run: Run): readonly ByHand[] => {
  const leaf = run.ended?.diagnosis;
  const diagnosis = leaf && Object.hasOwn(flow.diagnoses, leaf) ? flow.diagnoses[leaf] : undefined;
  const scope = scopeOf(flow, run);
  return (diagnosis?.fixes ?? []).flatMap((id) => {
    const fix = flow.fixes[id];
    if (!fix) return [];
    const canApply = fix.apply !== undefined && isKnown(fix, scope);
    // Nothing to carry out, and nothing to type: it is not for this case.
    if (!canApply && !fix['by-hand']) return [];
    return [
      {
        id,
        title: fillText(fix.title, scope).trim(),
        risk: fix.risk,
        lines: (fix['by-hand'] ?? []).flatMap((template) => typed(template, scope)),
        undo: fillText(fix.undo ?? '', scope).trim(),
        canApply,
        asks: asked(fix.ask ?? {}, scope),
      },
    ];
  });
};

const asked = (asks: ByHand['asks'], scope: Scope): ByHand['asks'] =>
  Object.fromEntries(
    Object.entries(asks).map(([name, each]) => [
      name,
      { ...each, ask: fillText(each.ask, scope).trim() },
    ]),
  );

/** Nothing, and an empty name, are no value that a command could do with. */
const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** A value that nobody could find leaves the fix to be done by hand. */
const isKnown = ({ apply = [], look = {}, ask = {} }: Fix, scope: Scope): boolean => {
  const own = (head: string): boolean => Object.hasOwn(look, head) || Object.hasOwn(ask, head);
  const needed = [
    ...references(apply),
    ...references(Object.values(look).map((each) => each.with)).filter(({ optional }) => !optional),
  ];
  return needed.every((reference) => own(reference.head) || isThere(scope(reference)));
};

const reference = /(\{\{[^{}]*\}\})/;

/**
 * A line to type: each value is written as the place in the line asks, a secret as a placeholder. A
 * line with a value that nobody knows is none.
 */
const typed = (template: string, scope: Scope): readonly string[] => {
  let open: Quote = '';
  let made = '';
  for (const piece of template.split(reference)) {
    if (!reference.test(piece)) {
      open = quoteAfter(piece, open);
      made += piece;
      continue;
    }
    const value = fill(piece, scope);
    if (!isThere(value)) return [];
    made += isSecret(value) ? `<${nameIn(piece)}>` : shellValue(words(value), open);
  }
  return [made];
};

const nameIn = (piece: string): string => piece.replace(/[{}\s?]/g, '');
