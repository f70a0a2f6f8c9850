import type { Pattern } from './pattern.ts';
import { gistOf, type Compile, type SignedFlow } from './signature.ts';

/** An expression that only RE2 may answer was asked. */
export class NeedsRe2 extends Error {}

/** An attempt at each place of a text, each as long as the text, are few steps up to here. */
const longestText = 4096;

/**
 * Answers with JavaScript's own engine what the build has found safe for it (bin/build/one-way.mts),
 * about a short text: RE2 takes longer to load than all the rest of a look-up.
 */
export const oneWays = (flows: readonly SignedFlow[], text: string): Compile => {
  const known = expressionsOf(flows);
  return (source) => {
    const expression = known.get(source);
    if (expression === undefined || text.length > longestText) throw new NeedsRe2(source);
    return oneWayPattern(source, expression);
  };
};

/**
 * Of a log: JavaScript's engine for lines that are short, and RE2 for the others and for expressions
 * that only it may answer. It is a hundred times slower, which shows where every tenth line matches.
 */
export const quickest = (flows: readonly SignedFlow[], compile: Compile): Compile => {
  const known = expressionsOf(flows);
  return (source) => {
    const expression = known.get(source);
    if (expression === undefined) return compile(source);
    const quick = oneWayPattern(source, expression);
    let thorough: Pattern | undefined;
    return {
      ...quick,
      find: (text) => {
        if (text.length <= longestText) return quick.find(text);
        thorough ??= compile(source);
        return thorough.find(text);
      },
    };
  };
};

const expressionsOf = (flows: readonly SignedFlow[]): ReadonlyMap<string, string | undefined> =>
  new Map(
    flows
      .flatMap(({ signatures }) => signatures)
      .flatMap((signature) =>
        'matches' in signature ? [[signature.matches, gistOf(signature).oneWay]] : [],
      ),
  );

export const oneWayPattern = (source: string, expression: string): Pattern => {
  const compiled = new RegExp(expression, 'u');
  const groupNames = [...source.matchAll(/\(\?P<(\w+)>/g)].map(([, name = '']) => name);
  return {
    source,
    groupNames,
    find: (text) => {
      const match = compiled.exec(text);
      if (!match) return undefined;
      const groups = Object.entries<string | undefined>(match.groups ?? {}).flatMap(
        ([name, value]) => (value === undefined ? [] : [[name, value] as const]),
      );
      return { index: match.index, text: match[0], groups: Object.fromEntries(groups) };
    },
  };
};
