import type { Signature } from './flow.ts';

/**
 * A guard is a literal that every line with a signature holds. The log scanner looks for guards
 * in raw bytes, and asks the signature itself only about lines that hold one.
 */

/** Shorter guards would make the scanner stop at too many innocent lines. */
export const guardBytes = 13;

/** What a log driver writes as it is; json-file escapes quotes, backslashes and `<`, `>`, `&`. */
const unescaped = /[ !#-%'-;=?-[\]-~]+/g;

const pieces = (literal: string): readonly string[] => literal.match(unescaped) ?? [];

const longest = (literals: readonly string[]): string =>
  literals.reduce((best, literal) => (literal.length > best.length ? literal : best), '');

/** The literal to look for, or `undefined`: lint's `signature-without-guard`. */
export const guardOf = (signature: Signature): string | undefined => {
  if ('matches' in signature && signature.guard !== undefined) {
    const [only, ...more] = pieces(signature.guard);
    return more.length === 0 && only === signature.guard && isEnough(only) ? only : undefined;
  }
  const best = longest(literalsOf(signature).flatMap(pieces));
  return isEnough(best) ? best : undefined;
};

const isEnough = (literal: string): boolean => literal.length >= guardBytes;

/** How specific a signature is: the characters of it that are literal. */
export const weightOf = (signature: Signature): number => {
  const literals = literalsOf(signature).reduce((sum, { length }) => sum + length, 0);
  return Math.max(literals, guardOf(signature)?.length ?? 0);
};

const literalsOf = (signature: Signature): readonly string[] =>
  'contains' in signature ? [signature.contains] : requiredLiterals(signature.matches);

/** Literals that every match of an RE2 expression holds, in order. */
export const requiredLiterals = (expression: string): readonly string[] => {
  const reader: Reader = { text: expression, at: 0 };
  const { closed, open } = alternatives(reader);
  return [...closed, open].filter(Boolean);
};

/** Literals of a piece of an expression; `open` is the last one, to which more may be added. */
type Literals = { readonly closed: readonly string[]; readonly open: string };
type Reader = { readonly text: string; at: number };

const nothing: Literals = { closed: [], open: '' };
const close = ({ closed, open }: Literals): Literals => ({ closed: [...closed, open], open: '' });

const follow = (before: Literals, after: Literals): Literals => {
  const [first, ...rest] = after.closed;
  if (first === undefined) return { closed: before.closed, open: before.open + after.open };
  return { closed: [...before.closed, before.open + first, ...rest], open: after.open };
};

/** What stands on one side of a `|` is required of nobody. */
const alternatives = (reader: Reader): Literals => {
  const first = sequence(reader);
  if (reader.text[reader.at] !== '|') return first;
  while (reader.text[reader.at] === '|') {
    reader.at += 1;
    sequence(reader);
  }
  return close(nothing);
};

const sequence = (reader: Reader): Literals => {
  let before = nothing;
  for (;;) {
    const char = reader.text[reader.at];
    if (char === undefined || char === '|' || char === ')') return before;
    const atom = readAtom(reader);
    const least = readQuantifier(reader);
    if (least === 'once') before = follow(before, atom);
    else if (least === 'repeated') before = close(follow(before, atom));
    else before = close(before);
  }
};

const readQuantifier = (reader: Reader): 'once' | 'repeated' | 'optional' => {
  const found = /^(?:([*?])|\+|\{(\d+)(?:,\d*)?\})\??/.exec(reader.text.slice(reader.at));
  if (!found) return 'once';
  reader.at += found[0].length;
  if (found[1] !== undefined || Number(found[2] ?? 1) === 0) return 'optional';
  return 'repeated';
};

const group = /^\((?:\?(?:P?<[^>]*>|[a-zA-Z-]*(?::|(?=\)))))?/;

const readAtom = (reader: Reader): Literals => {
  const rest = reader.text.slice(reader.at);
  const opened = group.exec(rest);
  if (opened) {
    reader.at += opened[0].length;
    const inside = alternatives(reader);
    reader.at += 1;
    return inside;
  }
  const quoted = /^\\Q(.*?)(?:\\E|$)/s.exec(rest);
  if (quoted) {
    reader.at += quoted[0].length;
    return { closed: [], open: quoted[1] ?? '' };
  }
  const set = /^\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/s.exec(rest);
  if (set) {
    reader.at += set[0].length;
    return lonely(set[0]);
  }
  if (rest.startsWith('\\')) return readEscape(reader, rest);
  reader.at += 1;
  if (rest.startsWith('^') || rest.startsWith('$')) return nothing;
  return rest.startsWith('.') ? close(nothing) : { closed: [], open: rest.charAt(0) };
};

/** A set of one character, or of one letter in both cases, is that character. */
const lonely = (set: string): Literals => {
  const members = [...set.slice(1, -1).replace(/^\\(?=\W)/, '')];
  const [first = '', second] = members;
  const isOne = first !== '^' && (second === undefined || isSameLetter(first, second));
  return isOne && members.length <= 2 ? { closed: [], open: first } : close(nothing);
};

const isSameLetter = (a: string, b: string): boolean =>
  a !== b && a.toLowerCase() === b.toLowerCase();

const readEscape = (reader: Reader, rest: string): Literals => {
  const name = rest.charAt(1);
  const long = /^\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[0-7]{1,3})/s.exec(rest);
  reader.at += long ? long[0].length : 2;
  if (!long && /[bBAz]/.test(name)) return nothing;
  return long || /\w/.test(name) ? close(nothing) : { closed: [], open: name };
};
