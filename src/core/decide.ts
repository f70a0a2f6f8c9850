import type { Flow, Row, Step } from './flow.ts';
import { inconclusive } from './flow.ts';
import { scopeOf } from './inputs.ts';
import { judgeRows, takeRow } from './match.ts';
import { isBlind, lowest, type Confidence, type Failure, type ProbeResult } from './outcome.ts';
import { fillText, valueAt } from './template.ts';
import type { Branch, Ended, Refuted, Run } from './session.ts';
import { edgesOf, stepOf, unseen } from './walk.ts';

/** Which edge a result takes, and which edges it refutes. */
export const decide = (flow: Flow, run: Run, id: string, result: ProbeResult): Branch => {
  const step = stepOf(flow, id);
  if (!step) throw new Error(`decide: ${flow.id} has no step ${id}`);
  if (result.outcome !== 'found') return elsewhere(flow, run, id, step, result);
  // The step's own data is in reach of its rows and their words.
  const here = run.facts[id]
    ? {
        ...run,
        path: [...run.path, { step: id, outcome: 'found', because: '', go: '', refuted: [] }],
      }
    : run;
  const scope = scopeOf(flow, here as Run);
  const judged = judgeRows(step.found, result.data, scope);
  const taken = takeRow(judged);
  if (!taken) throw new Error(`decide: no row of ${flow.id}/${id} holds; lint promises one`);
  const refuted: Refuted[] = judged.flatMap(({ row, judged: { held, because } }, index) =>
    held ? [] : [{ edge: `found.${index}`, go: row.go, because }],
  );
  for (const { edge, row } of edgesOf(id, step)) {
    if (!edge.startsWith('found.')) refuted.push({ edge, go: row.go, because: taken.because });
  }
  // Only a flow's own words are a template: the others quote the target.
  const own = taken.row.because;
  const because = own === undefined ? taken.because : fillText(own, scope);
  return branch(id, 'found', taken.row, because, refuted);
};

const branch = (
  step: string,
  outcome: Branch['outcome'],
  row: Row,
  because: string,
  refuted: readonly Refuted[],
): Branch => ({
  step,
  outcome,
  because,
  go: row.go,
  ...(row.confidence && { confidence: row.confidence }),
  ...(row.despite && { despite: row.despite }),
  refuted,
});

const elsewhere = (flow: Flow, run: Run, id: string, step: Step, failure: Failure): Branch => {
  const row = step[failure.outcome] ?? { go: inconclusive };
  const scope = scopeOf(flow, run);
  const because = row.because ? fillText(row.because, scope) : failure.detail;
  // Blindness refutes nothing: what was not seen may all be true. Nor does a subject that is gone.
  const refuted: Refuted[] =
    isBlind(failure.outcome) || saysNothing(flow, row.go)
      ? []
      : edgesOf(id, step)
          .filter(({ edge }) => edge !== failure.outcome)
          .map(({ edge, row: { go } }) => ({ edge, go, because: failure.detail }));
  return branch(id, failure.outcome, row, because, refuted);
};

/** An end without a verdict: there was nothing to look at, so nothing was seen not to be. */
const saysNothing = (flow: Flow, go: string): boolean =>
  go === inconclusive || flow.diagnoses[go]?.verdict === 'not-applicable';

const nested = (flow: Flow, run: Run, { step }: Branch): Confidence | undefined => {
  const result = flow.steps[step]?.flow ? run.facts[step]?.result : undefined;
  const confidence = result?.outcome === 'found' ? valueAt(result.data, ['confidence']) : undefined;
  return confidence as Confidence | undefined;
};

/** What a path that has come to a leaf amounts to. */
export const endOf = (flow: Flow, run: Run, leaf: string): Ended => {
  const nothing = { reason: 'inconclusive', diagnosis: null, confidence: null } as const;
  const diagnosis = leaf === inconclusive ? undefined : flow.diagnoses[leaf];
  if (!diagnosis) return nothing;
  const blind = unseen(run.path).length > 0;
  switch (diagnosis.verdict) {
    case 'healthy':
      return blind ? nothing : { reason: 'healthy', diagnosis: leaf, confidence: null };
    case 'not-applicable':
      return blind ? nothing : { reason: 'not-applicable', diagnosis: null, confidence: null };
    case 'problem': {
      const confidence = lowest(
        diagnosis.confidence ?? 'confirmed',
        run.subject?.confidence ?? 'confirmed',
        ...run.path.map((taken) => taken.confidence ?? 'confirmed'),
        ...run.path.map((taken) => nested(flow, run, taken) ?? 'confirmed'),
        blind ? 'likely' : 'confirmed',
      );
      return { reason: 'diagnosed', diagnosis: leaf, confidence };
    }
  }
};
