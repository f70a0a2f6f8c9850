import type { Asked } from './engine.ts';
import type { Fix, Flow } from './flow.ts';
import { scopeOf } from './inputs.ts';
import { judge } from './match.ts';
import type { ProbeResult } from './outcome.ts';
import type { Run } from './session.ts';
import { fill, references } from './template.ts';
import { stepOf } from './walk.ts';

/** What must be seen, once a fix was carried out. */
export type Verify = NonNullable<Fix['verify']>;

/** One look at what must now be so. */
export type Seen = { readonly held: boolean; readonly because: string };

/** `500ms`, `60s`, `5min`, in milliseconds. */
export const milliseconds = (duration: string): number => {
  const amount = Number.parseFloat(duration);
  if (duration.endsWith('ms')) return amount;
  return duration.endsWith('min') ? amount * 60_000 : amount * 1000;
};

/** The named step, after those that its arguments refer to, and theirs, in the order of the tree. */
export const stepsToVerify = (
  flow: Flow,
  { step, when, 'as-found': kept }: Verify,
): readonly string[] => {
  const needed = new Set<string>();
  const need = (id: string): void => {
    const known = stepOf(flow, id);
    if (!known || needed.has(id) || kept.includes(id)) return;
    needed.add(id);
    for (const { head } of references(known.with)) need(head);
  };
  for (const { head } of references(when ?? {})) need(head);
  need(step);
  const order = Object.keys(flow.steps).filter((id) => needed.has(id) && id !== step);
  return [...order, step];
};

/** The run as the verification begins: its inputs are known, and what is taken as it was found. */
export const unasked = (run: Run, { 'as-found': kept }: Verify): Run => {
  const { ended: _, ...rest } = run;
  const facts = Object.entries(run.facts).filter(([step]) => kept.includes(step));
  const path = run.path.filter(({ step }) => kept.includes(step));
  return { ...rest, facts: Object.fromEntries(facts), path, flying: {} };
};

/** Whether every step that its arguments must have something of was found. */
export const canBeAsked = (flow: Flow, run: Run, id: string): boolean =>
  references(stepOf(flow, id)?.with ?? {}).every(
    ({ head, optional }) =>
      optional || !stepOf(flow, head) || run.facts[head]?.result.outcome === 'found',
  );

export const askedToVerify = (flow: Flow, run: Run, id: string): Asked => {
  const step = stepOf(flow, id);
  if (!step) throw new Error(`${flow.id} has no step ${id}; lint promises that there is one`);
  return {
    step: id,
    ...(step.probe !== undefined && { probe: step.probe }),
    ...(step.flow !== undefined && { flow: step.flow }),
    args: fill(step.with, scopeOf(flow, run)) as Asked['args'],
  };
};

/** The run with one more answer. */
export const answered = (run: Run, { step, args, probe }: Asked, result: ProbeResult): Run => {
  const fact = { step, epoch: run.epoch, probe: probe ?? '', args, result, used: [], ms: 0 };
  const taken = { step, outcome: result.outcome, because: '', go: '', refuted: [] };
  return { ...run, facts: { ...run.facts, [step]: fact }, path: [...run.path, taken] };
};

/** What the step said already when the diagnosis was made proves nothing about a fix. */
export const heldBefore = (flow: Flow, run: Run, diagnosis: string, wanted: Verify): boolean =>
  run.ended?.diagnosis === diagnosis && verified(flow, run, wanted).held;

/** Does the named step now say what it must? */
export const verified = (flow: Flow, run: Run, { step, outcome, when }: Verify): Seen => {
  const result = run.facts[step]?.result;
  if (!result) {
    const unseen = Object.values(run.facts).findLast((fact) => fact.result.outcome !== 'found');
    const before = unseen?.result;
    const words = before && before.outcome !== 'found' ? `${before.outcome}: ${before.detail}` : '';
    return { held: false, because: `${unseen?.step ?? step}: ${words || 'it was not asked'}` };
  }
  if (![outcome].flat().includes(result.outcome)) {
    const detail = result.outcome === 'found' ? 'found' : `${result.outcome}: ${result.detail}`;
    return { held: false, because: `${step}: ${detail}` };
  }
  if (result.outcome !== 'found' || !when)
    return { held: true, because: `${step}: ${result.outcome}` };
  const { held, because } = judge(when, result.data, scopeOf(flow, run));
  return { held, because: `${step}: ${because}` };
};
