import { readAsBash } from './env-bash.ts';
import { bracesStyle, composeStyle, expand, type Lookup } from './env-expansion.ts';

/** Six programs read the same env file in six ways; `literal` is what its writer sees. */
export const envReaders = [
  'docker-run',
  'compose-1',
  'compose-2',
  'dotenv',
  'python-dotenv',
  'bash',
  'literal',
] as const;
export type EnvReader = (typeof envReaders)[number];

export type EnvEntry = {
  readonly name: string;
  /** Absent where this reader gives none: a refusal, or a value nobody can foresee. */
  readonly value?: string;
  readonly problem?: string;
  /** Counted from 1. */
  readonly line: number;
};

export type EnvEntries = ReadonlyMap<string, EnvEntry>;

/** Reads a file as one program does. `lookup`: variables of the surroundings, for expansion. */
export const readEnvFile = (
  reader: EnvReader,
  text: string,
  lookup: Lookup = () => undefined,
): EnvEntries => {
  const entries = new Map<string, EnvEntry>();
  const known: Lookup = (name) => lookup(name) ?? entries.get(name)?.value;
  for (const { name, raw, line, exported } of assignments(text, reader)) {
    if (reader === 'docker-run' && exported) {
      const problem = `variable 'export ${name}' contains whitespaces`;
      entries.set(name, { name, line, problem });
      continue;
    }
    entries.set(name, { name, line, ...values[reader](raw, known) });
  }
  return entries;
};

type Read = { readonly value?: string; readonly problem?: string };

const values: Readonly<Record<EnvReader, (raw: string, known: Lookup) => Read>> = {
  'docker-run': (raw) => ({ value: withoutReturn(raw) }),
  'compose-1': (raw, known) => {
    const { inner, quote } = unquoted(raw);
    const text = quote === undefined ? beforeComment(raw) : inner;
    return { value: expand(text, known, bracesStyle).text };
  },
  'compose-2': (raw, known) => {
    const { inner, quote } = unquoted(raw, { trailing: true, escaped: true });
    if (quote === "'") return { value: inner.replaceAll("\\'", "'") };
    // Between double quotes a backslash keeps the dollar sign.
    const text =
      quote === undefined ? beforeComment(raw) : escapes(inner).replaceAll('\\$', '$$$$');
    const { text: value, problem } = expand(text, known, composeStyle);
    return problem === undefined ? { value } : { problem };
  },
  dotenv: (raw) => {
    const { inner, quote } = unquoted(raw, { quotes: '\'"`' });
    if (quote === undefined) return { value: (raw.split('#')[0] ?? '').trim() };
    return { value: quote === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner };
  },
  'python-dotenv': (raw, known) => {
    const { inner, quote } = unquoted(raw);
    const text = quote === undefined ? beforeComment(raw) : escapes(inner);
    return { value: expand(text, known, bracesStyle).text };
  },
  bash: readAsBash,
  literal: (raw) => {
    const { inner, quote } = unquoted(raw);
    return { value: quote === undefined ? raw.trim() : inner };
  },
};

const withoutReturn = (raw: string): string => raw.replace(/\r$/, '');

/** An unquoted value ends where a `#` follows a blank. */
const beforeComment = (raw: string): string =>
  raw
    .trim()
    .replace(/\s#.*$/s, '')
    .trim();

type Quoting = {
  readonly quotes?: string;
  /** What stands behind the closing quote is dropped. */
  readonly trailing?: boolean;
  /** A backslash keeps a single quote as well. */
  readonly escaped?: boolean;
};

const unquoted = (
  raw: string,
  { quotes = '\'"', trailing = false, escaped: kept = false }: Quoting = {},
): { readonly inner: string; readonly quote: string | undefined } => {
  const text = raw.trim();
  const quote = text[0] ?? '';
  if (quote === '' || !quotes.includes(quote)) return { inner: text, quote: undefined };
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '\\' && (quote !== "'" || kept)) at += 1;
    else if (text[at] === quote) {
      const rest = text.slice(at + 1).trim();
      if (trailing || rest === '' || rest.startsWith('#'))
        return { inner: text.slice(1, at), quote };
      break;
    }
  }
  return { inner: text, quote: undefined };
};

const escaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const escapes = (text: string): string =>
  text.replace(/\\([nrt"'\\])/g, (_, letter: string) => escaped[letter] ?? letter);

type Assignment = {
  readonly name: string;
  readonly raw: string;
  readonly line: number;
  readonly exported: boolean;
};

const assignment = /^\s*(export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:](.*)$/s;

/** One assignment a line: values that span lines are rare, and are read as cut at their first. */
const assignments = (text: string, reader: EnvReader): readonly Assignment[] =>
  text
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((whole, index) => {
      if (whole.trim().startsWith('#')) return [];
      const match = assignment.exec(whole);
      if (!match) return [];
      const raw = match[3] ?? '';
      return [
        {
          name: match[2] ?? '',
          raw: reader === 'docker-run' || reader === 'bash' ? raw : withoutReturn(raw),
          line: index + 1,
          exported: match[1] !== undefined,
        },
      ];
    });
