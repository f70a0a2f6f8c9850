import type { Condition, Row, When } from './flow.ts';
import { pattern } from './pattern.ts';
import { isSecret } from './probe.ts';
import { fill, valueAt, words, type Scope } from './template.ts';

/** A condition judged, with the words that say why. */
export type Judged = { readonly held: boolean; readonly because: string };

type Operator = Exclude<Condition, string | number | boolean | readonly unknown[]>;

const isOperator = (condition: Condition): condition is Operator =>
  typeof condition === 'object' && !Array.isArray(condition);

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `"${value}"` : words(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : words(value));

const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  // What is known of a value's shape may grow between two looks; the value is the same.
  if (isSecret(a) && isSecret(b)) return a.fingerprint === b.fingerprint;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) &&
        equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
};

const among = (actual: unknown, options: unknown): boolean =>
  Array.isArray(options) ? options.some((option) => equal(actual, option)) : equal(actual, options);

const anyOf = (options: unknown): string =>
  Array.isArray(options) ? options.map(quoted).join(' or ') : quoted(options);

const compare = (path: string, actual: unknown, operator: Operator, scope: Scope): Judged => {
  if ('exists' in operator) {
    const exists = actual !== undefined && actual !== null;
    return {
      held: exists === operator.exists,
      because: exists ? `${path} is ${quoted(actual)}` : `there is no ${path}`,
    };
  }
  const operand = fill(Object.values(operator)[0], scope);
  if (actual === undefined || actual === null) {
    return { held: false, because: `there is no ${path}` };
  }
  if (operand === undefined || operand === null) {
    return { held: false, because: `nothing to compare ${path} with` };
  }
  const is = `${path} is ${quoted(actual)}`;
  if ('not' in operator) {
    const held = !among(actual, operand);
    return { held, because: held ? `${is}, not ${anyOf(operand)}` : is };
  }
  if ('contains' in operator) {
    const held = Array.isArray(actual)
      ? among(operand, actual)
      : textOf(actual).includes(textOf(operand));
    return { held, because: `${path} ${held ? 'contains' : 'lacks'} ${quoted(operand)}` };
  }
  if ('matches' in operator) {
    const held = pattern(operator.matches).find(textOf(actual)) !== undefined;
    return { held, because: `${is}, ${held ? 'matches' : 'does not match'} ${operator.matches}` };
  }
  const above = 'above' in operator;
  const [left, right] = [Number(actual), Number(operand)];
  const held = above ? left > right : left < right;
  const relation = above ? (held ? 'above' : 'not above') : held ? 'below' : 'not below';
  return { held, because: `${is}, ${relation} ${quoted(operand)}` };
};

const judgeOne = (path: string, condition: Condition, data: unknown, scope: Scope): Judged => {
  const actual = valueAt(data, path.split('.'));
  if (isOperator(condition)) return compare(path, actual, condition, scope);
  const wanted = fill(condition, scope);
  if (actual === undefined || actual === null)
    return { held: false, because: `there is no ${path}` };
  if (wanted === undefined || wanted === null) {
    return { held: false, because: `nothing to compare ${path} with` };
  }
  return { held: among(actual, wanted), because: `${path} is ${quoted(actual)}` };
};

/** All conditions hold; where one does not, the words are that one's. */
export const judge = (when: When, data: unknown, scope: Scope): Judged => {
  const judged = Object.entries(when).map(([path, condition]) =>
    judgeOne(path, condition, data, scope),
  );
  const failed = judged.find(({ held }) => !held);
  return failed ?? { held: true, because: judged.map(({ because }) => because).join('; ') };
};

export type RowJudged = { readonly row: Row; readonly judged: Judged };

/** Every row is evaluated, not only those above the taken one: what is false here is refuted. */
export const judgeRows = (
  rows: readonly Row[],
  data: unknown,
  scope: Scope,
): readonly RowJudged[] =>
  rows.map((row) => ({
    row,
    judged: row.when ? judge(row.when, data, scope) : { held: true, because: '' },
  }));

/** The first row that holds. An otherwise row gives the conditions it survived as its reason. */
export const takeRow = (
  judged: readonly RowJudged[],
): { readonly row: Row; readonly because: string } | undefined => {
  const index = judged.findIndex(({ judged: { held } }) => held);
  const taken = judged[index];
  if (!taken) return undefined;
  const survived = judged
    .slice(0, index)
    .map((above) => above.judged.because)
    .filter((because, at, all) => all.indexOf(because) === at)
    .join('; ');
  const because = taken.row.because ?? (taken.judged.because || survived || 'it was found');
  return { row: taken.row, because };
};
