import { RE2JS } from 're2js';

/** What both engines read alike; a space is fewer characters to RE2, and a dot is more. */
const tokens =
  /\(\?P<\w+>|\(\?:|[()|]|\\[wd]|\\[sS]|\\[.*+?()[\]{}|^$/\\]|\[\^?(?:[^\\[\]]|\\[wds.*+?()[\]{}|^$/\\-])+\]|[*+?]\??|\{\d+(?:,\d*)?\}|[^\\[\](){}|*+?^$]/gsu;

/**
 * The same expression for JavaScript's own engine, which is at hand without loading anything; none
 * where that engine could need more than linear time for an attempt. RE2 itself proves that: of an
 * expression that is "one pass", each next character leaves one way to go on.
 */
export function oneWay(source: string): string | undefined {
  const read = source.match(tokens) ?? [];
  if (read.join('') !== source || hasRepeatedGroup(read) || !isOnePass(source)) return undefined;
  const translated = read.map(translation).join('');
  try {
    new RegExp(translated, 'u');
    return translated;
  } catch {
    // JavaScript is stricter in places: RE2 goes on reading such an expression.
    return undefined;
  }
}

/** RE2 merges alternatives that begin alike before it judges; repeated, JavaScript tries them all. */
function hasRepeatedGroup(read: readonly string[]): boolean {
  return read.some((token, at) => read[at - 1] === ')' && /^(?:[*+]|\{)/.test(token));
}

function translation(token: string): string {
  if (token.startsWith('(?P<')) return `(?<${token.slice(4)}`;
  if (token === '.') return '[^\\n]';
  if (token === '\\s') return '[\\t\\n\\f\\r ]';
  if (token === '\\S') return '[^\\t\\n\\f\\r ]';
  return token.startsWith('[') ? token.replaceAll('\\s', '\\t\\n\\f\\r ') : token;
}

/** RE2 keeps this to itself; a release that names it otherwise stops the build. */
type Compiled = { readonly re2Input?: { readonly onepass: unknown } };

function isOnePass(source: string): boolean {
  const { re2Input } = RE2JS.compile(`^(?:${source})$`) as unknown as Compiled;
  if (re2Input === undefined || !('onepass' in re2Input)) {
    throw new Error('re2js no longer tells whether an expression is one pass');
  }
  return re2Input.onepass !== null;
}
