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
  /** The program can carry it out. */
  readonly canApply: boolean;
};

/** The fixes that a diagnosis offers, filled in; none before there is one. */
export const fixesOf = (flow: Flow, run: Run): readonly ByHand[] => {
  const leaf = run.ended?.diagnosis;
  const diagnosis = leaf && Object.hasOwn(flow.diagnoses, leaf) ? flow.diagnoses[leaf] : undefined;
  const scope = scopeOf(flow, run);
  return (diagnosis?.fixes ?? []).flatMap((id) => {
    const fix = flow.fixes[id];
    if (!fix) return [];
    return [
      {
        id,
        title: fillText(fix.title, scope).trim(),
        risk: fix.risk,
        lines: (fix['by-hand'] ?? []).map((template) => typed(template, scope)),
        undo: fillText(fix.undo ?? '', scope).trim(),
        canApply: fix.apply !== undefined && isKnown(fix.apply, scope),
      },
    ];
  });
};

/** A value that nobody could find leaves the fix to be done by hand. */
const isKnown = (calls: NonNullable<Fix['apply']>, scope: Scope): boolean =>
  references(calls).every((reference) => scope(reference) !== undefined);

const reference = /(\{\{[^{}]*\}\})/;

/** A line to type: each value is written as the place in the line asks, secrets as a placeholder. */
const typed = (template: string, scope: Scope): string => {
  let open: Quote = '';
  let made = '';
  for (const piece of template.split(reference)) {
    if (reference.test(piece)) {
      made += written(piece, scope, open);
    } else {
      open = quoteAfter(piece, open);
      made += piece;
    }
  }
  return made;
};

const written = (piece: string, scope: Scope, open: Quote): string => {
  const name = piece.replace(/[{}\s?]/g, '');
  const value = fill(piece, scope);
  // What is not known, and what must not be shown, is for the person to put in.
  if (value === undefined || value === null || isSecret(value)) return `<${name}>`;
  return shellValue(words(value), open);
};
