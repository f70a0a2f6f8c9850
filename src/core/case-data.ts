import type { z } from 'zod';
import { lookUp, opened, typeOf } from './data-type.ts';
import { writtenSecret } from './secret.ts';

/**
 * A case's data with its shorthands written out: where the schema wants a secret's reference, a
 * plain word stands for one.
 */
export const expanded = (schema: z.core.$ZodType, value: unknown): unknown => {
  const { kinds } = typeOf(opened(schema, 'made'));
  if (typeof value === 'string') {
    return kinds.has('secret') && !kinds.has('string') ? writtenSecret(value) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const inner = (key: string): z.core.$ZodType | undefined => {
    const looked = lookUp(schema, [key]);
    return looked.known ? looked.schemas[0] : undefined;
  };
  if (Array.isArray(value)) {
    const item = inner('0');
    return value.map((each: unknown) => (item ? expanded(item, each) : each));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => {
      const at = inner(key);
      return [key, at ? expanded(at, each) : each];
    }),
  );
};

export type Misfit = { readonly path: readonly string[]; readonly words: string };

/** Why data does not fit its schema; unknown fields included. */
export const misfits = (schema: z.ZodObject, value: unknown): readonly Misfit[] => {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return [
    ...issues.map(({ path, message }) => ({ path: path.map(String), words: message })),
    ...strayKeys(schema, value, []).map((path) => ({
      path,
      words: 'the probe finds no such field',
    })),
  ];
};

const strayKeys = (
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly string[],
): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (!lookUp(schema, at).known) return [at];
    return strayKeys(schema, inner, at);
  });
};
