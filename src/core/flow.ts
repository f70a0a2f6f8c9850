import { z } from 'zod';
import { fixSchema, inputKinds } from './fix.ts';
import { confidences } from './outcome.ts';

/** The flow format. YAML is parsed through these schemas; the types are what they give out. */

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be words in kebab-case');
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const confidence = z.enum(confidences);

/** One operator a condition. An absent operand makes all of them false, but `exists`. */
const operator = z.union([
  z.strictObject({ not: z.union([scalar, z.array(scalar)]) }),
  z.strictObject({ contains: scalar }),
  z.strictObject({ matches: z.string() }),
  z.strictObject({ above: z.union([z.number(), z.string()]) }),
  z.strictObject({ below: z.union([z.number(), z.string()]) }),
  z.strictObject({ exists: z.boolean() }),
]);
const condition = z.union([scalar, z.array(scalar), operator]);
const when = z.record(z.string(), condition);

const row = z.strictObject({
  when: when.optional().describe('All conditions hold; absent: otherwise'),
  because: z.string().optional().describe("The row's reason in words, for trail and report"),
  go: id.describe('A step, a diagnosis, or `inconclusive`'),
  confidence: confidence.optional().describe('Lowers the confidence of what this row leads to'),
  despite: z
    .array(id)
    .optional()
    .describe('Blind steps that this result makes unnecessary: their cap is lifted'),
});

const elsewhere = row.omit({ when: true });
const target = z.union([id.transform((go): z.output<typeof elsewhere> => ({ go })), elsewhere]);
const rows = z.union([id.transform((go): z.output<typeof row>[] => [{ go }]), z.array(row).min(1)]);
const args = z.record(z.string(), z.unknown());

const outcomeTargets = {
  'not-found': target.optional(),
  permission: target.optional(),
  timeout: target.optional(),
  unreachable: target.optional(),
  'tool-missing': target.optional(),
  unreadable: target.optional(),
  stopped: target.optional(),
};

const step = z.strictObject({
  title: z.string().describe('What is being looked at, as the trail shows it'),
  probe: z.string().optional(),
  flow: id.optional().describe('Runs another flow on shared facts instead of a probe'),
  with: args.default({}),
  found: rows,
  ...outcomeTargets,
});

const diagnosis = z.strictObject({
  title: z.string().describe('What is wrong, never the cure'),
  explain: z.string().describe('The mechanism, in words that hold on another host'),
  prevent: z.string().describe('One habit or one line of configuration'),
  evidence: z.array(id).min(1).describe('Steps that lie on every path to it'),
  verdict: z.enum(['problem', 'healthy', 'not-applicable']).default('problem'),
  confidence: confidence.optional().describe('The most that it can ever be'),
  fixes: z.array(id).default([]),
  see: z.array(id).default([]).describe('Flows that own a neighbouring cause'),
  'not-cures': z
    .array(z.strictObject({ cure: z.string(), because: z.string() }))
    .default([])
    .describe('What people try, and why it does not help or harms'),
});

const fix = fixSchema(when.optional());

const input = z.strictObject({
  ask: z.string(),
  kind: z.enum(inputKinds),
  default: scalar.optional(),
  optional: z.literal(true).optional().describe('Never asked: the tree finds it, or does without'),
  detect: z.strictObject({ probe: z.string(), with: args.default({}) }).optional(),
});

const signature = z.union([
  z.strictObject({ contains: z.string(), proves: id.optional() }),
  z.strictObject({
    matches: z.string(),
    guard: z.string().optional().describe('A literal that every match holds, if none can be found'),
    proves: id.optional(),
  }),
]);

export const subjectKinds = ['container', 'service', 'project', 'file', 'target'] as const;

const subjects = z.strictObject({
  each: z.enum(subjectKinds),
  where: z
    .array(
      z.strictObject({ when, because: z.string().optional(), confidence: confidence.optional() }),
    )
    .min(1),
});

/** A flow file, as written. The folder's name is the id. */
export const flowFile = z.strictObject({
  title: z.string(),
  about: z.string(),
  where: z.enum(['host', 'project']).default('host'),
  signatures: z.array(signature).default([]),
  subjects,
  inputs: z.record(id, input).default({}),
  steps: z.record(id, step),
  diagnoses: z.record(id, diagnosis),
  fixes: z.record(id, fix).default({}),
});

export type Id = string;
export type Condition = z.output<typeof condition>;
export type When = z.output<typeof when>;
export type Row = z.output<typeof row>;
export type Step = z.output<typeof step>;
export type Diagnosis = z.output<typeof diagnosis>;
export type Fix = z.output<typeof fix>;
export type Input = z.output<typeof input>;
export type Signature = z.output<typeof signature>;
export type Subjects = z.output<typeof subjects>;
export type SubjectKind = (typeof subjectKinds)[number];
export type Flow = z.output<typeof flowFile> & { readonly id: Id; readonly hash: string };

/** The built-in leaf: something could not be seen. */
export const inconclusive = 'inconclusive';
