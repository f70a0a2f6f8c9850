import { lookUp, opened, typeOf, fieldsOf } from './data-type.ts';
import { writtenSecret } from './secret.ts';
import type { z } from 'zod';

/** Data of the plainest kind that fits a schema; what may be absent is. */
export const example = (
  schema: z.core.$ZodType,
  given: Readonly<Record<string, unknown>> = {},
): unknown => {
  const { kinds, choices } = typeOf(opened(schema, 'made'));
  if (kinds.has('boolean')) return false;
  if (choices) return choices[0];
  if (kinds.has('string') || kinds.has('anything')) return '…';
  if (kinds.has('number')) return 0;
  if (kinds.has('list')) return [];
  if (kinds.has('secret')) return writtenSecret('a1');
  const names = fieldsOf(opened(schema, 'made').schemas);
  return Object.fromEntries(
    names.flatMap((name): (readonly [string, unknown])[] => {
      if (Object.hasOwn(given, name)) return [[name, given[name]]];
      const looked = lookUp(schema, [name]);
      if (!looked.known) return [];
      const [inner] = looked.schemas;
      if (!looked.type.optional) return inner ? [[name, example(inner)]] : [];
      const whole = (schema as z.ZodType).safeParse({ [name]: undefined });
      const mustStand = whole.error?.issues.some(({ path }) => path[0] === name) ?? false;
      return mustStand ? [[name, null]] : [];
    }),
  );
};
