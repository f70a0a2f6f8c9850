import { isSecret } from './probe.ts';

/** `{{input}}`, `{{step.path}}`, `{{step.path?}}`: references to values, never code. */
export type Reference = {
  readonly head: string;
  readonly path: readonly string[];
  readonly optional: boolean;
};

/** Answers a reference's value; `undefined` is absence. */
export type Scope = (reference: Reference) => unknown;

const reference = /\{\{\s*([a-z][a-z0-9-]*)((?:\.[A-Za-z0-9_-]+)*)(\?)?\s*\}\}/g;

const parsed = (match: RegExpMatchArray): Reference => ({
  head: match[1] ?? '',
  path: (match[2] ?? '').split('.').slice(1),
  optional: match[3] === '?',
});

/** Every reference in a value, however deep. */
export const references = (value: unknown): readonly Reference[] => {
  if (typeof value === 'string') return [...value.matchAll(reference)].map(parsed);
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(references);
  return [];
};

/** A value's words inside a sentence: secrets by fingerprint, lists with commas. */
export const words = (value: unknown): string => {
  if (value === undefined || value === null) return '(unknown)';
  if (isSecret(value)) return `‹${value.fingerprint}›`;
  if (Array.isArray(value)) return value.map(words).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/**
 * Puts values in. A string that is one reference and nothing else keeps the value's type; an
 * absent optional one leaves its argument out.
 */
export const fill = (value: unknown, scope: Scope): unknown => {
  if (typeof value === 'string') {
    const [only, ...more] = [...value.matchAll(reference)];
    if (only && more.length === 0 && only[0] === value.trim()) return scope(parsed(only));
    return fillText(value, scope);
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, scope));
  if (typeof value === 'object' && value !== null) {
    const filled = Object.entries(value).map(([key, item]) => [key, fill(item, scope)] as const);
    return Object.fromEntries(filled.filter(([, item]) => item !== undefined));
  }
  return value;
};

/** Puts values into a sentence; `write` says how one is written (default: `words`). */
export const fillText = (
  text: string,
  scope: Scope,
  write: (value: unknown) => string = words,
): string =>
  text.replaceAll(reference, (...match: unknown[]) =>
    write(scope(parsed(match as unknown as RegExpMatchArray))),
  );

/** Walks into a value: `url.password` of a fact's data. */
export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );
