import { isMap, isScalar, isSeq } from 'yaml';
import type { Pair, YAMLMap, YAMLSeq } from 'yaml';
import {
  checked,
  isBlank,
  lineBreak,
  lineEnd,
  lineStart,
  newLine,
  pairOf,
  rangeOf,
  refusal,
  serviceIn,
  settingsOf,
  written,
  type Edited,
  type Span,
} from './compose-edit.ts';

/** Gives a variable of a service a value, in the form in which the file has the others. */
export const withVariable = (
  text: string,
  service: string,
  variable: { readonly name: string; readonly value: string },
): Edited => {
  // Compose reads `$` as the start of a name.
  const { name } = variable;
  const value = variable.value.replaceAll('$', '$$$$');
  const own = serviceIn(text, service);
  if (!isMap(own)) return own;
  const pair = pairOf(own, 'environment');
  const span = pair
    ? variableSpan(text, pair.value, name, value)
    : newEnvironment(text, own, name, value);
  if (typeof span === 'string') return refusal(span);
  return checked(text, span, (file) => {
    const settings = settingsOf(file, service);
    const former = settings['environment'];
    if (Array.isArray(former)) {
      const at = former.findIndex((item) => isOf(item, name));
      const item = `${name}=${value}`;
      settings['environment'] = former.toSpliced(at < 0 ? former.length : at, 1, item);
      return;
    }
    settings['environment'] = { ...(former as object | undefined), [name]: value };
  });
};

/** A line of the list form: `NAME=value`, or the bare name. */
const isOf = (item: unknown, name: string): boolean => String(item).split('=')[0] === name;

const variableSpan = (text: string, value: unknown, name: string, to: string): Span | string => {
  if (isMap(value)) return inMap(text, value, name, to);
  if (isSeq(value)) return inList(text, value, name, to);
  return 'its environment is written as an alias, or is empty';
};

const inMap = (text: string, map: YAMLMap, name: string, to: string): Span | string => {
  const known = pairOf(map, name);
  if (known) {
    const range = rangeOf(known.value);
    const key = rangeOf(known.key);
    if (!range || !key) return `where ${name} stands could not be told`;
    const [from, end] = range;
    if (end > from) return { from, to: end, by: written(to) };
    const colon = text.indexOf(':', key[1]);
    return colon < 0
      ? `${name} has no value of its own`
      : { from: colon + 1, to: colon + 1, by: ` ${written(to)}` };
  }
  const pair = `${map.flow ? written(name) : name}: ${written(to)}`;
  return afterLast(text, map, pair, (item) => {
    const { key, value } = item as Pair;
    return {
      start: rangeOf(key)?.[0],
      end: Math.max(rangeOf(key)?.[1] ?? 0, rangeOf(value)?.[1] ?? 0),
    };
  });
};

const inList = (text: string, list: YAMLSeq, name: string, to: string): Span | string => {
  const item = written(`${name}=${to}`);
  const all = list.items.filter((each) => isScalar(each) && isOf(each.value, name));
  if (all.length > 1) return `${name} stands there ${all.length} times`;
  const range = rangeOf(all[0]);
  if (range) return { from: range[0], to: range[1], by: item };
  return afterLast(text, list, list.flow ? item : `- ${item}`, (each) => {
    const [start, end = 0] = rangeOf(each) ?? [];
    return { start: start === undefined ? undefined : text.lastIndexOf('-', start), end };
  });
};

type Place = { readonly start: number | undefined; readonly end: number };

const afterLast = (
  text: string,
  all: YAMLMap | YAMLSeq,
  entry: string,
  placeOf: (item: unknown) => Place,
): Span | string => {
  const own = rangeOf(all);
  if (all.items.length === 0) {
    if (!own || !all.flow) return 'it is empty, and where it begins could not be told';
    return { from: own[0] + 1, to: own[0] + 1, by: entry };
  }
  const last = placeOf(all.items.at(-1));
  if (all.flow) return { from: last.end, to: last.end, by: `, ${entry}` };
  const { start } = placeOf(all.items[0]);
  if (start === undefined) return 'where its entries begin could not be told';
  const indent = text.slice(lineStart(text, start), start);
  if (!isBlank(indent)) return 'its entries do not stand on lines of their own';
  return newLine(text, lineEnd(text, last.end), `${indent}${entry}`);
};

const newEnvironment = (text: string, own: YAMLMap, name: string, to: string): Span | string => {
  const start = rangeOf(own.items[0]?.key)?.[0];
  if (start === undefined) return 'the service is empty';
  if (own.flow) {
    const by = `"environment": {${written(name)}: ${written(to)}}, `;
    return { from: start, to: start, by };
  }
  const line = lineStart(text, start);
  const indent = text.slice(line, start);
  if (!isBlank(indent)) return 'the service does not begin on a line of its own';
  const end = lineBreak(text);
  const by = `${indent}environment:${end}${indent}  ${name}: ${written(to)}${end}`;
  return { from: line, to: line, by };
};
