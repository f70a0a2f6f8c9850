import fc from 'fast-check';
import { z } from 'zod';
import type { Flow, Row } from '../../src/core/flow.ts';
import { blindOutcomes, found, type ProbeResult } from '../../src/core/outcome.ts';
import { defineProbe, type AnyProbe } from '../../src/core/probe.ts';

/** One probe with a field of each kind that rows can be total over. */
export const oracle: AnyProbe = defineProbe({
  name: 'oracle.ask',
  doc: 'Answers anything.',
  args: z.object({ about: z.string().optional() }),
  data: z.object({
    mood: z.enum(['good', 'bad', 'none']),
    sure: z.boolean(),
    count: z.number(),
    word: z.string().optional(),
  }),
  missing: 'nobody is there',
  ahead: true,
  run: async () => found({ mood: 'good' as const, sure: true, count: 0 }),
});

const data = fc.record(
  {
    mood: fc.constantFrom('good', 'bad', 'none'),
    sure: fc.boolean(),
    count: fc.integer({ min: -2, max: 3 }),
    word: fc.constantFrom('one', 'two'),
  },
  { requiredKeys: ['mood', 'sure', 'count'] },
);

/** Whatever a probe can come back with. */
export const result: fc.Arbitrary<ProbeResult> = fc.oneof(
  { weight: 4, arbitrary: data.map((found) => ({ outcome: 'found', data: found }) as const) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('not-found' as const, ...blindOutcomes)
      .map((outcome) => ({ outcome, subject: 'x', detail: 'in its own words' })),
  },
);

const stepId = (index: number): string => `step-${index}`;
const leaves = ['broken', 'worse', 'fine'] as const;

type Targets = { readonly steps: readonly string[]; readonly any: readonly string[] };

const row = (targets: Targets, when: Row['when']): fc.Arbitrary<Row> =>
  fc
    .record({ go: fc.constantFrom(...targets.any), because: fc.constant('so it is') })
    .map((made) => ({
      ...made,
      ...(when && { when }),
    }));

/** Rows that are total over the enumeration, over presence, or by an otherwise. */
const rows = (targets: Targets): fc.Arbitrary<Row[]> =>
  fc.oneof(
    fc.tuple(row(targets, { mood: 'good' }), row(targets, { mood: ['bad', 'none'] })),
    fc.tuple(
      row(targets, { count: { above: 0 }, sure: true }),
      row(targets, { word: { exists: true } }),
      row(targets, { word: { exists: false } }),
    ),
    fc.tuple(
      row(targets, { sure: { not: true }, mood: 'bad' }),
      row(targets, { word: { contains: 'o' } }),
      row(targets, undefined),
    ),
  );

const step = (index: number, count: number) => {
  const later = Array.from({ length: count - index - 1 }, (_, at) => stepId(index + 1 + at));
  const targets = { steps: later, any: [...later, ...leaves, 'inconclusive'] };
  const blindTarget = fc.constantFrom(...later, 'inconclusive').map((go) => ({ go }));
  return fc.record({
    found: rows(targets),
    'not-found': fc.constantFrom(...targets.any).map((go) => ({ go })),
    blind: fc.dictionary(fc.constantFrom(...blindOutcomes), blindTarget, { maxKeys: 3 }),
    refers: fc.option(fc.integer({ min: 0, max: Math.max(0, index - 1) })),
  });
};

/** A flow of up to six steps; most are lint-clean, the others are for lint to refuse. */
export const flow: fc.Arbitrary<Flow> = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => step(index, count))))
  .map((steps): Flow => {
    const made = steps.map(({ found, blind, refers, ...rest }, index) => [
      stepId(index),
      {
        title: 'look',
        probe: 'oracle.ask',
        with: refers === null || index === 0 ? {} : { about: `{{${stepId(refers)}.word?}}` },
        found,
        ...rest,
        ...blind,
      },
    ]);
    const reached = new Set(
      steps.flatMap(({ found, 'not-found': missing }) => [
        ...found.map(({ go }) => go),
        missing.go,
      ]),
    );
    const diagnosis = (id: string) => ({
      title: id,
      explain: 'x',
      prevent: 'x',
      evidence: [stepId(0)],
      verdict: id === 'fine' ? 'healthy' : 'problem',
      fixes: [],
      see: [],
      'not-cures': [],
    });
    return {
      id: 'random',
      hash: 'h',
      title: 'x',
      about: 'x',
      where: 'host',
      signatures: [],
      subjects: { each: 'container', where: [{ when: { texts: { above: 0 } } }] },
      inputs: {},
      steps: Object.fromEntries(made),
      diagnoses: Object.fromEntries(
        leaves.filter((id) => reached.has(id)).map((id) => [id, diagnosis(id)]),
      ),
      fixes: {},
    } as Flow;
  });
