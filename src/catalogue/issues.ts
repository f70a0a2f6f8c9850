import type { z } from 'zod';
import { fieldsOf, lookUp } from '../core/data-type.ts';
import { meant } from '../core/nearest-word.ts';
import { place } from '../core/survey.ts';
import type { Problem } from './problem.ts';
import type { YamlText } from './yaml-text.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];
type Words = Pick<Problem, 'rule' | 'message' | 'cure'> & { readonly at: Path };

/** What zod found, in words for whoever wrote the file, at the place in the file. */
export const issueProblems = (
  file: string,
  schema: z.core.$ZodType,
  issues: readonly Issue[],
  yaml: YamlText,
): readonly Problem[] =>
  withoutEchoes(issues.flatMap((issue) => wordsOf(schema, issue, yaml.value, []))).map(
    ({ at, rule, message, cure }) => ({
      file,
      ...yaml.place(at, rule === 'unknown-key' ? 'key' : undefined),
      rule,
      message,
      cure,
    }),
  );

/** A key that is misspelt is also missing: saying so twice helps nobody. */
const withoutEchoes = (all: readonly Words[]): readonly Words[] => {
  const meantKeys = all
    .filter(({ rule }) => rule === 'unknown-key')
    .map(({ at, cure }) =>
      JSON.stringify([at.slice(0, -1), /^Did you mean `(.*)`/.exec(cure)?.[1]]),
    );
  return all.filter(
    ({ rule, at, cure }) =>
      rule !== 'missing-key' ||
      !meantKeys.includes(JSON.stringify([at, /`(.*):`/.exec(cure)?.[1]])),
  );
};

const plain = (path: readonly PropertyKey[]): Path =>
  path.map((key) => (typeof key === 'symbol' ? String(key) : key));

const named = (path: Path): string => (path.length > 0 ? place(path) : 'the file');

const wordsOf = (
  schema: z.core.$ZodType,
  issue: Issue,
  value: unknown,
  under: Path,
): readonly Words[] => {
  const at = [...under, ...plain(issue.path)];
  if (issue.code === 'unrecognized_keys') {
    const looked = lookUp(schema, at.map(String), 'given');
    const known = looked.known ? fieldsOf(looked.schemas) : [];
    return issue.keys.map((key) => ({
      at: [...at, key],
      rule: 'unknown-key',
      message: `${named(at)}: there is no key \`${key}\` here`,
      // `{because: one, two, go: x}`: the comma made a key of `two`.
      cure:
        valueIn(value, [...at, key]) === null
          ? 'Text with a comma inside `{…}` stands in quotes.'
          : meant(key, known),
    }));
  }
  if (issue.code === 'invalid_union') {
    return meantBranch(issue).flatMap((inner) => wordsOf(schema, inner, value, at));
  }
  if (issue.code === 'invalid_key') {
    const words = issue.issues.map(({ message }) => message).join('; ');
    const cure = 'Use small letters, digits and dashes, beginning with a letter.';
    return [{ at, rule: 'bad-id', message: `${named(at)}: an id ${words}`, cure }];
  }
  if (issue.code === 'invalid_type' && valueIn(value, at) === undefined) {
    const key = String(at.at(-1) ?? '');
    const outer = at.slice(0, -1);
    const message = `${named(outer)}: \`${key}\` is missing`;
    return [{ at: outer, rule: 'missing-key', message, cure: `Add \`${key}:\`.` }];
  }
  const message = `${named(at)}: ${issue.message.replace(/^Invalid input: e/, 'e')}`;
  return [{ at, rule: 'wrong-value', message, cure: 'Write a value of that kind.' }];
};

/** Each way in which a value is none of a union's kinds, unions inside unions laid open. */
const branches = (issue: Issue): readonly (readonly Issue[])[] =>
  issue.code !== 'invalid_union'
    ? [[issue]]
    : issue.errors.flatMap((branch) => {
        const [only, ...more] = branch;
        return only?.path.length === 0 && more.length === 0 ? branches(only) : [branch];
      });

const isOtherKind = ([only]: readonly Issue[]): boolean =>
  only?.code === 'invalid_type' && only.path.length === 0;

/** Of a union's branches the one that was meant: of the right kind, with the fewest faults. */
const meantBranch = (issue: Issue): readonly Issue[] => {
  const all = branches(issue);
  const near = all.filter((branch) => !isOtherKind(branch));
  if (near.length === 0) {
    const [first] = all.flat();
    const kinds = all.flat().flatMap((each) => ('expected' in each ? each.expected : []));
    const message = `expected ${[...new Set(kinds)].join(' or ')}`;
    return first ? [{ ...first, message }] : [];
  }
  const fewest = Math.min(...near.map(({ length }) => length));
  const [best = [], ...equals] = near.filter(({ length }) => length === fewest);
  const strays = best.filter(({ code }) => code === 'unrecognized_keys');
  // None of several: naming what the first one lacks would send the author the wrong way.
  return equals.length > 0 && strays.length > 0 ? strays : best;
};

const valueIn = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null
        ? (at as Readonly<Record<string, unknown>>)[String(key)]
        : undefined,
    value,
  );
