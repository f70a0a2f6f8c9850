import { isMap, isSeq } from 'yaml';
import type { Pair, YAMLSeq } from 'yaml';
import {
  absent,
  checked,
  isBlank,
  lineEnd,
  lineStart,
  pairOf,
  rangeOf,
  refusal,
  serviceIn,
  settingsOf,
  type Edited,
  type Span,
} from './compose-edit.ts';

/** Takes the mount at a path out of a service. */
export const withoutMount = (text: string, service: string, destination: string): Edited => {
  const own = serviceIn(text, service);
  if (!isMap(own)) return own;
  const pair = pairOf(own, 'volumes');
  if (!pair) return absent(`the service ${service} mounts nothing here`);
  if (!isSeq(pair.value)) return refusal('its volumes are no list');
  const all = pair.value;
  const at = all.items.flatMap((item, index) =>
    targetOf((item as { toJSON(): unknown }).toJSON()) === destination ? [index] : [],
  );
  const [index] = at;
  if (index === undefined) return absent(`nothing is mounted at ${destination} here`);
  if (at.length > 1) return refusal(`${at.length} mounts stand for ${destination}`);
  const span = mountSpan(text, pair, all, index);
  if (typeof span === 'string') return refusal(span);
  return checked(text, span, (file) => {
    const settings = settingsOf(file, service);
    const left = (settings['volumes'] as unknown[]).toSpliced(index, 1);
    if (left.length === 0 && !all.flow) delete settings['volumes'];
    else settings['volumes'] = left;
  });
};

/** `source:target:mode`, `/anonymous`, or `{target: …}`. */
const targetOf = (item: unknown): string | undefined => {
  if (typeof item === 'string') {
    const parts = item.replace(/\$\{[^}]*\}/g, '$').split(':');
    return parts.length === 1 ? parts[0] : parts[1];
  }
  const target = (item as { readonly target?: unknown } | null)?.target;
  return typeof target === 'string' ? target : undefined;
};

const mountSpan = (text: string, pair: Pair, all: YAMLSeq, index: number): Span | string => {
  const [own, before, after] = [all.items[index], all.items[index - 1], all.items[index + 1]].map(
    rangeOf,
  );
  if (!own) return 'where it stands could not be told';
  if (all.flow) {
    if (before) return { from: before[1], to: own[1], by: '' };
    return { from: own[0], to: after ? after[0] : own[1], by: '' };
  }
  const first = all.items.length === 1 ? rangeOf(pair.key)?.[0] : text.lastIndexOf('-', own[0]);
  if (first === undefined) return 'where it begins could not be told';
  const line = lineStart(text, first);
  if (!isBlank(text.slice(line, first))) return 'it does not stand on a line of its own';
  return { from: line, to: lineEnd(text, own[1]), by: '' };
};
