import { z } from 'zod';
import { fieldsOf, lookUp, opened, type DataType } from '../core/data-type.ts';
import type { AnyAction } from '../core/action.ts';
import { flowFile } from '../core/flow.ts';
import type { AnyProbe } from '../core/probe.ts';

/** JSON Schema, as far as it is looked into here. */
type Json = Readonly<Record<string, unknown>>;

/** The flow format for editors: `with` and `when` complete by the probe that a step names. */
export const flowSchema = (
  probes: readonly AnyProbe[],
  actions: readonly AnyAction[] = [],
): Json => {
  const format = z.toJSONSchema(flowFile, { io: 'input', target: 'draft-7' }) as Json;
  const parts = format['properties'] as Record<string, Json>;
  const step = parts['steps']?.['additionalProperties'] as Json;
  const stepParts = step['properties'] as Record<string, Json>;
  const [short, list] = stepParts['found']?.['anyOf'] as [Json, Json];
  const row = list['items'] as Json;
  const rowParts = row['properties'] as Record<string, Json>;
  const condition = rowParts['when']?.['additionalProperties'] as Json;
  const [operator] = (condition['anyOf'] as readonly Json[]).slice(-1);
  return {
    ...format,
    title: 'A flow of deploy-doctor',
    properties: {
      ...parts,
      steps: {
        ...parts['steps'],
        additionalProperties: { oneOf: [...probes.map(probeStep), flowStep] },
      },
      fixes: fixesOf(parts['fixes'] as Json, actions),
    },
    definitions: {
      id: short,
      step: withParts(step, {
        found: { anyOf: [ref('id'), { type: 'array', minItems: 1, items: ref('row') }] },
      }),
      row: withParts(row, { when: { type: 'object', additionalProperties: ref('condition') } }),
      condition,
      operator,
      reference: { type: 'string', pattern: '\\{\\{.+\\}\\}' },
    },
  };
};

const ref = (name: string): Json => ({ $ref: `#/definitions/${name}` });

const withParts = (schema: Json, parts: Readonly<Record<string, Json>>): Json => {
  const before = schema['properties'] as Record<string, Json>;
  const described = Object.entries(parts).map(([name, part]) => {
    const doc = before[name]?.['description'];
    return [name, doc === undefined ? part : { ...part, description: doc }] as const;
  });
  return { ...schema, properties: { ...before, ...Object.fromEntries(described) } };
};

const probeStep = (probe: AnyProbe): Json => ({
  title: probe.name,
  description: probe.doc,
  allOf: [ref('step')],
  properties: {
    probe: { const: probe.name, description: probe.doc },
    with: argumentsOf(probe),
    ...foundOf(probe),
    ...(probe.missing !== undefined && { 'not-found': { description: probe.missing } }),
  },
  required: ['title', 'probe', 'found', ...(probe.missing === undefined ? [] : ['not-found'])],
});

/** A fix's calls complete by the action that they name. */
const fixesOf = (fixes: Json, actions: readonly AnyAction[]): Json => {
  const fix = fixes['additionalProperties'] as Json;
  const fixParts = fix['properties'] as Record<string, Json>;
  const calls = { oneOf: actions.map(actionCall) };
  const apply = { ...fixParts['apply'], items: calls };
  return {
    ...fixes,
    additionalProperties: { ...fix, properties: { ...fixParts, apply } },
  };
};

const actionCall = (action: AnyAction): Json => ({
  title: action.name,
  description: action.doc,
  type: 'object',
  properties: {
    action: { const: action.name, description: action.doc },
    with: argumentsOf(action),
  },
  required: ['action', 'with'],
  additionalProperties: false,
});

const flowStep: Json = {
  title: 'another flow',
  allOf: [ref('step')],
  properties: { flow: { type: 'string' } },
  required: ['title', 'flow', 'found'],
};

/** Wherever a value may be written, a reference to one may stand. */
const argumentsOf = (called: AnyProbe | AnyAction): Json => {
  const { $schema: _, ...args } = z.toJSONSchema(called.args, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  }) as Json;
  const parts = (args['properties'] ?? {}) as Record<string, Json>;
  const filled = Object.entries(parts).map(([name, value]) => {
    const isText = value['type'] === 'string' && value['enum'] === undefined;
    return [name, isText ? value : { anyOf: [value, ref('reference')] }] as const;
  });
  return { ...args, properties: Object.fromEntries(filled), additionalProperties: false };
};

/** `found:` with the fields of this probe's data under `when:`; what depends on arguments is lint's. */
const foundOf = ({ data }: AnyProbe): Json => {
  if (typeof data === 'function') return {};
  const fields = fieldsIn(data, []);
  const open = fields.some(({ leadsOn }) => leadsOn);
  const when = {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.path, conditionOn(field)])),
    additionalProperties: open ? ref('condition') : false,
  };
  const items = { allOf: [ref('row')], properties: { when } };
  return { found: { anyOf: [ref('id'), { type: 'array', minItems: 1, items }] } };
};

const conditionOn = ({ type: { choices }, doc }: Field): Json => {
  const described = doc === undefined ? {} : { description: doc };
  if (!choices) return { allOf: [ref('condition')], ...described };
  const one = { enum: choices };
  const many = { type: 'array', items: one };
  return { anyOf: [one, many, ref('operator'), ref('reference')], ...described };
};

type Field = {
  readonly path: string;
  readonly type: DataType;
  readonly doc: string | undefined;
  /** Something lies in it that has no fixed names. */
  readonly leadsOn: boolean;
};

const deepest = 3;

/** `verdict`, `url.host`: every field that a row can name. */
const fieldsIn = (schema: z.core.$ZodType, above: readonly string[]): readonly Field[] =>
  fieldsOf(opened(schema, 'made').schemas).flatMap((name) => {
    const looked = lookUp(schema, [name]);
    if (!looked.known) return [];
    const { type, schemas } = looked;
    const path = [...above, name];
    const own = schema instanceof z.ZodObject ? (schema.shape[name] as z.ZodType) : undefined;
    const inner = path.length < deepest ? schemas.flatMap((each) => fieldsIn(each, path)) : [];
    const nested = type.kinds.has('object') || type.kinds.has('anything');
    const leadsOn = nested && inner.length === 0;
    return [{ path: path.join('.'), type, doc: own?.description, leadsOn }, ...inner];
  });
