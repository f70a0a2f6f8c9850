import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';

/** A text with one value changed, and every other byte as it was; or why that cannot be done. */
export type YamlEdit =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

type Key = string | number;

/**
 * Puts a value at a path of a YAML text, by the range that the former one takes up. What is written
 * is JSON, which is YAML in every context. Where a place is shared by an anchor, or would mean
 * something else afterwards, nothing is changed.
 */
export const setInYaml = (text: string, path: readonly Key[], value: unknown): YamlEdit => {
  const document = parse(text);
  if (document.errors[0]) return no(`it is no YAML (${document.errors[0].code})`);
  const edited = put(text, document.contents, path, value);
  if (!edited.ok) return edited;
  const after = parse(edited.text);
  const wanted = withValue(document.toJS(), path, value);
  const isMeant = after.errors.length === 0 && sameJson(after.toJS(), wanted);
  return isMeant ? edited : no(`${path.join('.')} cannot be changed alone in it`);
};

const no = (problem: string): YamlEdit => ({ ok: false, problem });

const parse = (text: string) =>
  parseDocument(text, { merge: true, logLevel: 'error', keepSourceTokens: false });

/** What stands at a path; undefined where nothing does, or where it is no YAML. */
export const valueInYaml = (text: string, path: readonly Key[]): unknown => {
  const document = parse(text);
  return document.errors.length > 0
    ? undefined
    : path.reduce<unknown>((at, key) => childOf(at, key), document.toJS());
};

const childOf = (value: unknown, key: Key): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<Key, unknown>>)[key]
    : undefined;

const put = (
  text: string,
  node: ParsedNode | null,
  [key, ...rest]: readonly Key[],
  value: unknown,
): YamlEdit => {
  if (key === undefined) return replaced(text, node, value);
  if (isAlias(node) || node?.anchor !== undefined) return no('it is shared by an anchor');
  if (isSeq(node) && typeof key === 'number') {
    return put(text, node.items[key] ?? null, rest, value);
  }
  if (!isMap(node)) return no(`there is no map that could hold ${key}`);
  const pair = node.items.find((each) => isScalar(each.key) && each.key.value === key);
  if (pair?.value) return put(text, pair.value, rest, value);
  return pair
    ? no(`${key} is written without a value`)
    : added(text, node, key, nested(rest, value));
};

const nested = (path: readonly Key[], value: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

const replaced = (text: string, node: ParsedNode | null, value: unknown): YamlEdit => {
  if (isAlias(node) || node?.anchor !== undefined) return no('it is shared by an anchor');
  if (!node?.range) return no('it has no place');
  const [start, end] = node.range;
  const former = text.slice(start, end);
  // A block's range goes on to the next key: the line ends behind it are no part of it.
  const kept = former.slice(former.trimEnd().length);
  const gap = text[start - 1] === ':' ? ' ' : '';
  return {
    ok: true,
    text: `${text.slice(0, start)}${gap}${JSON.stringify(value)}${kept}${text.slice(end)}`,
  };
};

const added = (text: string, map: YAMLMap, key: Key, value: unknown): YamlEdit => {
  const [first] = map.items;
  const start = map.range?.[0] ?? 0;
  if (map.flow) {
    const at = text.indexOf('{', start) + 1;
    const pair = `${JSON.stringify(key)}: ${JSON.stringify(value)}${first ? ',' : ''}`;
    const lead = first ? (/^\s*/.exec(text.slice(at))?.[0] ?? '') : '';
    return { ok: true, text: `${text.slice(0, at)}${lead}${pair}${text.slice(at)}` };
  }
  const at = isScalar(first?.key) ? first.key.range?.[0] : undefined;
  if (at === undefined) return no(`there is no place for ${key}`);
  const column = at - (text.lastIndexOf('\n', at - 1) + 1);
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `${key}: ${JSON.stringify(value)}${end}${' '.repeat(column)}`;
  return { ok: true, text: `${text.slice(0, at)}${line}${text.slice(at)}` };
};

const withValue = (whole: unknown, [key, ...rest]: readonly Key[], value: unknown): unknown => {
  if (key === undefined) return value;
  if (Array.isArray(whole)) {
    return whole.map((item: unknown, at) => (at === key ? withValue(item, rest, value) : item));
  }
  const map = typeof whole === 'object' && whole !== null ? whole : {};
  return { ...map, [key]: withValue(childOf(map, key), rest, value) };
};

/** Whatever the order of keys: a new one stands first. */
const sameJson = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a, sorted) === JSON.stringify(b, sorted);

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
