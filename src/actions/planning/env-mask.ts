import type { PlanContext } from '../../core/action.ts';
import { envLines } from '../../formats/env-lines.ts';
import { nameOf } from '../../formats/paths.ts';
import type { Mask } from './diff-lines.ts';

/** Is it a file of settings, by its name? */
const isEnvFile = (path: string): boolean => /(^|[._-])env([._-]|$)/i.test(nameOf(path));

/**
 * Shows an env file with a mark in place of each value: equal values have equal marks, so a diff
 * shows what differs and nothing of it.
 */
export const maskEnv =
  (context: PlanContext): Mask =>
  (text) =>
    envLines(text)
      .map(({ whole, assignment }) => {
        if (!assignment) return whole;
        const { head, written, tail, end } = assignment;
        const shown = tail.includes('#') ? `${tail.split('#')[0]}#…` : tail;
        return `${head}${written === '' ? '' : markOf(context, written)}${shown}${end}`;
      })
      .join('');

/** A mask where the name says that it is needed; what else is secret, the gate finds. */
export const envMask = (path: string, context: PlanContext): Mask | undefined =>
  isEnvFile(path) ? maskEnv(context) : undefined;

/** Quotes are shown: often they are what is wrong. */
const markOf = (context: PlanContext, written: string): string => {
  const quote = /^(["']).*\1$/s.exec(written)?.[1] ?? '';
  const inner = quote === '' ? written : written.slice(1, -1);
  return `${quote}‹${context.seal(inner).slice(0, 8)}›${quote}`;
};
