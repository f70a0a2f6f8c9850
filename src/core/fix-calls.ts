import type { Call } from './action.ts';
import type { ByHand } from './by-hand.ts';
import type { Fix } from './flow.ts';
import type { Failure } from './outcome.ts';
import { fill, references, valueAt, type Scope } from './template.ts';

/** What a fix itself found out, or was told, beside what its flow knows. */
export const scopeOver =
  (outer: Scope, known: ReadonlyMap<string, unknown>): Scope =>
  (reference) =>
    known.has(reference.head)
      ? valueAt(known.get(reference.head), reference.path)
      : outer(reference);

/** The calls of a fix with their values; undefined where one is not known. */
export const filledCalls = (
  { apply = [] }: Pick<Fix, 'apply'>,
  scope: Scope,
): readonly Call[] | undefined => {
  if (references(apply).some((each) => scope(each) === undefined)) return undefined;
  return apply.map((call) => ({
    action: call.action,
    with: fill(call.with, scope) as Call['with'],
  }));
};

/** What the flow gives as lines to type is one call, which a person carries out. */
export const manualCall = ({ lines, undo: back }: ByHand, because?: Failure): Call => {
  const why =
    because === undefined
      ? []
      : [`This program cannot do it here: ${because.subject}: ${because.detail}`];
  const steps = [...why, 'Do this, and type the lines where they say:'];
  return { action: 'manual', with: { steps, copy: lines.join('\n'), back } };
};
