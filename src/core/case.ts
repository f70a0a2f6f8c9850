import { z } from 'zod';
import { blindOutcomes, confidences, unblocks, type ProbeResult } from './outcome.ts';

/** A case: one story told to a flow, step by step, and the verdict it must come to. */

const id = z.string();
const unblock = z.enum(unblocks);

const refusal = z.union([
  z.string().describe('The original words; the subject is the step'),
  z.strictObject({
    subject: z.string(),
    detail: z.string(),
    unblock: z.array(unblock).optional(),
  }),
]);

const failures = ['not-found', ...blindOutcomes] as const;

const answer = z.union([
  z.strictObject({ found: z.record(z.string(), z.unknown()).describe("The probe's data") }),
  ...failures.map((outcome) => z.strictObject({ [outcome]: refusal })),
]);

const value = z.union([z.string(), z.number(), z.boolean()]);

const fixTold = z.strictObject({
  choose: id.describe('A fix that the diagnosis offers'),
  answers: z.record(id, value).default({}).describe('To what the fix asks'),
  look: z.record(id, answer).default({}).describe('What each of its looks finds'),
  previewed: z.array(z.string()).default([]).describe('Texts that its plan must hold'),
  after: z
    .record(id, answer)
    .default({})
    .describe('What steps find once it is carried out; the others answer as they did'),
  verify: z.enum(['held', 'failed']),
  then: z.literal('undo').optional().describe('It is led back, and nothing differs'),
});

export const caseFile = z.strictObject({
  about: z.string().describe('The story, in one sentence'),
  'near-miss': z
    .literal(true)
    .optional()
    .describe('The symptom fits, and the cause is a healthy or a neighbouring leaf'),
  symptom: z.string().optional().describe('Text for which lookup ranks this flow first'),
  subject: z
    .strictObject({ confidence: z.enum(confidences) })
    .optional()
    .describe('How sure the row is that named the subject'),
  inputs: z.record(id, value).default({}),
  answers: z
    .record(
      z.string().describe('A step, or `input:<name>` for its detection'),
      z.union([answer, z.array(answer).min(1).describe('n-th asking')]),
    )
    .default({}),
  fix: fixTold.optional().describe('The fix that is told: its plan, what proves it, its way back'),
  expect: z.strictObject({
    diagnosis: id.nullable().optional(),
    outcome: z.enum(['diagnosed', 'healthy', 'inconclusive', 'not-applicable']).optional(),
    confidence: z.enum(confidences).optional(),
    'ruled-out': z.array(id).default([]),
    'not-ruled-out': z.array(id).default([]),
    /** The input that nobody settled. */
    open: id.optional(),
  }),
});

export type CaseFile = z.output<typeof caseFile>;
export type CaseAnswer = z.output<typeof answer>;
/** The file's name without its ending is the case's name. */
export type Case = CaseFile & { readonly name: string };

/** Why a case does not hold; `at` is a place in its file. */
export type CaseFault = { readonly at: readonly (string | number)[]; readonly words: string };

/** A case's answer as a probe would have given it. */
export const resultOf = (step: string, given: CaseAnswer): ProbeResult => {
  const [[outcome, said] = ['found', {}]] = Object.entries(given) as [string, unknown][];
  const failure = failures.find((name) => name === outcome);
  if (failure === undefined) return { outcome: 'found', data: said };
  const words = refusal.parse(said);
  if (typeof words === 'string') return { outcome: failure, subject: step, detail: words };
  const { subject, detail, unblock: ways } = words;
  return { outcome: failure, subject, detail, ...(ways && { unblock: ways }) };
};

/** Answers to one step, in the order of asking. */
export const answersTo = ({ answers }: CaseFile, step: string): readonly CaseAnswer[] => {
  const given = Object.hasOwn(answers, step) ? answers[step] : undefined;
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given];
};
