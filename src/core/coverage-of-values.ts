import { lookUp, type Scalar } from './data-type.ts';
import type { Condition, Row } from './flow.ts';
import { references } from './template.ts';

/** Stands for every value of a field whose values are not few, and for its absence. */
export const present = '‹present›';
export const absent = '‹absent›';

type Value = string;
const valueOf = (value: Scalar): Value => JSON.stringify(value);

/** What a field can be: its choices, or merely present; absent too, where the schema says so. */
export type Domain = { readonly values: ReadonlySet<Value>; readonly few: boolean };

export const domainOf = (
  schema: Parameters<typeof lookUp>[0],
  field: string,
): Domain | undefined => {
  const looked = lookUp(schema, field.split('.'));
  if (!looked.known) return undefined;
  const { choices, optional } = looked.type;
  const values = new Set(choices?.map(valueOf) ?? [present]);
  if (optional) values.add(absent);
  return { values, few: choices !== undefined };
};

/** Values under which a condition holds; undefined where that cannot be told beforehand. */
export const valuesHeld = (
  condition: Condition,
  { values, few }: Domain,
): ReadonlySet<Value> | undefined => {
  const there = new Set([...values].filter((value) => value !== absent));
  if (typeof condition === 'object' && 'exists' in condition) {
    return condition.exists ? there : values.intersection(new Set([absent]));
  }
  if (references(condition).length > 0) return undefined;
  if (typeof condition !== 'object' || Array.isArray(condition)) return listed(condition);
  if (!('not' in condition) || !few) return undefined;
  return there.difference(listed(condition.not));
};

const listed = (value: Scalar | readonly Scalar[]): ReadonlySet<Value> =>
  new Set((typeof value === 'object' ? value : [value]).map(valueOf));

/** The one field that a row tests, and nothing else. */
export const onlyField = ({ when }: Row): string | undefined => {
  const fields = Object.keys(when ?? {});
  return fields.length === 1 ? fields[0] : undefined;
};

/** Values of a field that rows testing nothing else take away. */
export const taken = (rows: readonly Row[], field: string, domain: Domain): ReadonlySet<Value> => {
  let all: ReadonlySet<Value> = new Set();
  for (const row of rows) {
    const condition = onlyField(row) === field ? row.when?.[field] : undefined;
    const held = condition !== undefined && valuesHeld(condition, domain);
    if (held) all = all.union(held);
  }
  return all;
};

/** A value in words, for a message. */
export const spoken = (value: Value): string =>
  value === absent ? 'absence' : value === present ? 'any value' : value;
