import { pattern } from './pattern.ts';
import { place, type Fault } from './survey.ts';

/** RE2's own complaint about an expression, as a fault. */
export const patternFault = (
  path: readonly (string | number)[],
  source: string,
): readonly Fault[] => {
  try {
    pattern(source);
    return [];
  } catch (refusal) {
    const words = refusal instanceof Error ? refusal.message : String(refusal);
    const message = `${place(path)}: ${words}`;
    const cure = 'Expressions are RE2: `(?P<name>…)`, no look-around, no back-references.';
    return [{ rule: 'bad-regex', path, message, cure }];
  }
};
