import { isMap, isScalar, parse, parseDocument } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';

/** A compose file with one thing in it changed, every other byte as it was. */

export type Edited =
  | { readonly ok: true; readonly text: string }
  /** `absent`: the file has nothing of the kind; else why it is left alone. */
  | { readonly ok: false; readonly absent: boolean; readonly words: string };

export const absent = (words: string): Edited => ({ ok: false, absent: true, words });
export const refusal = (words: string): Edited => ({ ok: false, absent: false, words });

export type Span = { readonly from: number; readonly to: number; readonly by: string };

export type Settings = Record<string, unknown>;

export const settingsOf = (file: unknown, service: string): Settings =>
  (file as { services: Record<string, Settings> }).services[service] ?? {};

/** The service's own map, or why there is none to be edited. */
export const serviceIn = (
  text: string,
  service: string,
): YAMLMap | (Edited & { readonly ok: false }) => {
  const document = parseDocument(text, { logLevel: 'error' });
  const [error] = document.errors;
  if (error) {
    const words = `it is not YAML at line ${error.linePos?.[0].line ?? '?'}`;
    return { ok: false, absent: false, words };
  }
  const own = document.getIn(['services', service], true);
  if (own === undefined) {
    return { ok: false, absent: true, words: `it declares no service ${service}` };
  }
  if (isMap(own)) return own;
  return { ok: false, absent: false, words: `its service ${service} is written as an alias` };
};

export const pairOf = (map: YAMLMap, name: string): Pair | undefined =>
  map.items.find(({ key }) => isScalar(key) && key.value === name);

export type Ranged = { readonly range?: readonly [number, number, number] | null | undefined };

export const rangeOf = (node: unknown): readonly [number, number] | undefined => {
  const range = (node as Ranged | null | undefined)?.range;
  return range ? [range[0], range[1]] : undefined;
};

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
export const lineEnd = (text: string, at: number): number => {
  // A block's own end may be the start of the next line already.
  if (text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};
export const lineBreak = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');
export const written = (value: string): string => JSON.stringify(value);

export const isBlank = (text: string): boolean => /^[ \t]*$/.test(text);

/** A file may end without a line break. */
export const newLine = (text: string, at: number, line: string): Span => {
  const end = lineBreak(text);
  const isOpen = at === text.length && !text.endsWith('\n');
  return { from: at, to: at, by: isOpen ? `${end}${line}` : `${line}${end}` };
};

/** The text with the span replaced, if it then says what it said, and the change. */
export const checked = (
  text: string,
  { from, to, by }: Span,
  change: (file: unknown) => void,
): Edited => {
  const made = text.slice(0, from) + by + text.slice(to);
  const read = (each: string): unknown =>
    parse(each, { merge: true, logLevel: 'error', maxAliasCount: 1000 });
  const unforeseen = 'it cannot be changed there without changing what else it says';
  try {
    const wanted = read(text);
    change(wanted);
    return canonical(read(made)) === canonical(wanted)
      ? { ok: true, text: made }
      : refusal(unforeseen);
  } catch {
    // The parser's words quote the line, which may hold a secret.
    return refusal(unforeseen);
  }
};

/** The order of a map's keys means nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
