import type { z } from 'zod';

/** What a schema says about the value at a path: enough for lint to judge references and rows. */
export type DataType = {
  /** The value, or something it lies in, may be absent. */
  readonly optional: boolean;
  readonly kinds: ReadonlySet<Kind>;
  /** Every value it can have, where these are few and known. */
  readonly choices?: readonly Scalar[];
};

export type Kind = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'secret' | 'anything';
export type Scalar = string | number | boolean;

/** Schemas differ by side where they have defaults and transforms: what is given, what comes out. */
export type Side = 'given' | 'made';

export type Looked =
  | { readonly known: true; readonly type: DataType; readonly schemas: readonly Schema[] }
  | { readonly known: false; readonly at: string; readonly fields: readonly string[] };

type Schema = z.core.$ZodType;
type Opened = { readonly optional: boolean; readonly schemas: readonly Schema[] };

// zod's own union of everything a schema can be; the base type hides which one it is.
const definition = (schema: Schema): z.core.$ZodTypeDef & z.core.$ZodTypes['_zod']['def'] =>
  (schema as z.core.$ZodTypes)._zod.def;

const together = (parts: readonly Opened[], optional = false): Opened => ({
  optional: optional || parts.some((part) => part.optional),
  schemas: parts.flatMap(({ schemas }) => schemas),
});

/** Takes the wrappers off: what remains are plain kinds, several where it is a union. */
export const opened = (schema: Schema, side: Side): Opened => {
  const def = definition(schema);
  if (def.type === 'union') return together(def.options.map((option) => opened(option, side)));
  if (def.type === 'pipe') return opened(side === 'given' ? def.in : def.out, side);
  if (def.type === 'lazy') return opened(def.getter(), side);
  if (def.type === 'null' || def.type === 'undefined') return { optional: true, schemas: [] };
  if (!('innerType' in def)) return { optional: false, schemas: [schema] };
  const inner = opened(def.innerType, side);
  if (def.type === 'optional' || def.type === 'nullable') return together([inner], true);
  if (def.type === 'default' || def.type === 'prefault' || def.type === 'catch') {
    return { ...inner, optional: side === 'given' };
  }
  return def.type === 'nonoptional' ? { ...inner, optional: false } : inner;
};

const kinds: Partial<Record<ReturnType<typeof definition>['type'], Kind>> = {
  string: 'string',
  template_literal: 'string',
  number: 'number',
  boolean: 'boolean',
  array: 'list',
  tuple: 'list',
  record: 'object',
};

const kindOf = (schema: Schema): Kind => {
  const def = definition(schema);
  if (def.type === 'object') {
    return 'fingerprint' in def.shape && 'shape' in def.shape ? 'secret' : 'object';
  }
  const [choice] = choicesOf(schema) ?? [];
  if (typeof choice === 'number') return 'number';
  if (typeof choice === 'boolean') return 'boolean';
  return choice === undefined ? (kinds[def.type] ?? 'anything') : 'string';
};

const choicesOf = (schema: Schema): readonly Scalar[] | undefined => {
  const def = definition(schema);
  if (def.type === 'enum') return Object.values(def.entries);
  if (def.type === 'boolean') return [true, false];
  if (def.type !== 'literal') return undefined;
  return def.values.filter((value): value is Scalar => /string|number|boolean/.test(typeof value));
};

export const typeOf = ({ optional, schemas }: Opened): DataType => {
  const kinds = new Set(schemas.map(kindOf));
  const choices = schemas.map(choicesOf);
  if (schemas.length === 0 || choices.includes(undefined)) return { optional, kinds };
  return { optional, kinds, choices: [...new Set(choices.flatMap((some) => some ?? []))] };
};

/** One step into a value. Undefined: none of these schemas knows the field. */
const into = (schemas: readonly Schema[], key: string, side: Side): Opened | undefined => {
  const parts = schemas.map((schema) => field(schema, key, side));
  const some = parts.filter((part) => part !== undefined);
  if (some.length === 0) return undefined;
  return together(some, some.length < parts.length);
};

const field = (schema: Schema, key: string, side: Side): Opened | undefined => {
  const def = definition(schema);
  if (def.type === 'object') {
    const inner = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
    if (inner) return opened(inner, side);
    if (!def.catchall || definition(def.catchall).type === 'never') return undefined;
    return together([opened(def.catchall, side)], true);
  }
  if (def.type === 'record') {
    const keys = choicesOf(def.keyType);
    if (keys && !keys.includes(key)) return undefined;
    return together([opened(def.valueType, side)], keys === undefined);
  }
  if (def.type === 'array') {
    return /^\d+$/.test(key) ? together([opened(def.element, side)], true) : undefined;
  }
  if (def.type === 'tuple') {
    const item = def.items[Number(key)];
    return item && opened(item, side);
  }
  // Nothing is known about what lies in it, so nothing can be wrong.
  return kindOf(schema) === 'anything' ? { optional: true, schemas: [schema] } : undefined;
};

/** The fields that may stand at this place, for the cure. */
export const fieldsOf = (schemas: readonly Schema[]): readonly string[] => [
  ...new Set(
    schemas.flatMap((schema) => {
      const def = definition(schema);
      if (def.type === 'object') return Object.keys(def.shape);
      return def.type === 'record' ? (choicesOf(def.keyType) ?? []).map(String) : [];
    }),
  ),
];

/** Walks a path like `url.password` through a schema. */
export const lookUp = (schema: Schema, path: readonly string[], side: Side = 'made'): Looked => {
  let here = opened(schema, side);
  for (const [index, key] of path.entries()) {
    const inner = into(here.schemas, key, side);
    if (!inner) {
      return {
        known: false,
        at: path.slice(0, index + 1).join('.'),
        fields: fieldsOf(here.schemas),
      };
    }
    here = { schemas: inner.schemas, optional: here.optional || inner.optional };
  }
  return { known: true, type: typeOf(here), schemas: here.schemas };
};
