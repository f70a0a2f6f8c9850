import type { Preview } from './action.ts';

/**
 * Names of what is not as it was when it was shown. What earlier calls of the same plan change is
 * left out: it moves because of them.
 */
export const movedNames = (
  shown: Preview['state'],
  now: Preview['state'],
  touched: ReadonlySet<string> = new Set(),
): readonly string[] =>
  [...new Set([...Object.keys(shown), ...Object.keys(now)])]
    .filter((name) => !touched.has(name) && shown[name] !== now[name])
    .sort();

/** The first seal of each name: what it was before any of these calls. */
export const stateBefore = (states: readonly Preview['state'][]): Preview['state'] =>
  Object.assign({}, ...states.toReversed()) as Preview['state'];
