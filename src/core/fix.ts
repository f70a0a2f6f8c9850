import { z } from 'zod';
import { outcomes } from './outcome.ts';
import { risks } from './risk.ts';

/** A fix as a flow declares it: the calls that carry it out, and the step that must then see it. */

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be words in kebab-case');

const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|min)$/, 'must be a number and a unit: 500ms, 60s, 5min');

/** What an answer is; it decides how a question is put, and whether the answer may be shown. */
export const inputKinds = [
  'container',
  'service',
  'path',
  'url',
  'text',
  'number',
  'secret',
] as const;

const question = z.strictObject({
  ask: z.string(),
  kind: z.enum(inputKinds),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});

const look = z.strictObject({
  probe: z.string(),
  with: z.record(z.string(), z.unknown()).default({}),
});

const call = z.strictObject({
  action: z.string(),
  with: z.record(z.string(), z.unknown()).default({}),
});

const verifySchema = <W extends z.ZodType<When | undefined>>(when: W) =>
  z.strictObject({
    step: id.describe('Asked anew, with the steps that its arguments refer to'),
    outcome: z
      .union([z.enum(outcomes), z.array(z.enum(outcomes)).min(1)])
      .default('found')
      .describe('One, or any of several'),
    'as-found': z
      .array(id)
      .default([])
      .describe('Steps that are not asked anew: what they told is what the fix is about'),
    when: when.describe('What its data must then meet, where it is found'),
    within: duration.optional().describe('Asked again until it is so, for this long'),
    for: duration.optional().describe('And must then stay so for this long'),
  });

/** The format's condition table; its schema stands in `flow.ts`, whose rows share it. */
type When = Readonly<Record<string, unknown>>;

export const fixSchema = <W extends z.ZodType<When | undefined>>(when: W) =>
  z.strictObject({
    title: z.string().describe('An imperative'),
    risk: z.enum(risks),
    ask: z
      .record(id, question)
      .optional()
      .describe('What only a person knows; asked when the fix is chosen'),
    look: z
      .record(id, look)
      .optional()
      .describe(
        'What the calls need to know besides; one that finds nothing leaves it to a person',
      ),
    apply: z
      .array(call)
      .min(1)
      .optional()
      .describe('What the program does, in this order; absent: a person carries it out'),
    verify: verifySchema(when).optional(),
    'cannot-undo': z
      .string()
      .optional()
      .describe('What does not come back, and why; required where an action cannot be undone'),
    'by-hand': z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Lines to type; values are quoted for a shell, secrets stand as a placeholder'),
    undo: z
      .string()
      .optional()
      .describe('Of a fix by hand: how the former state comes back, or why it cannot'),
  });
