import { fixOutcome } from '../core/fix-outcome.ts';
import { fixOf } from '../core/fix-state.ts';
import type { Flow } from '../core/flow.ts';
import { confidences } from '../core/outcome.ts';
import { resultOf, type Result } from '../core/report.ts';
import { oddOnesOut, type Odd } from '../core/odd-one-out.ts';
import type { Run, State, TargetState } from '../core/session.ts';

/** What every report is made of: the fold, and the flows that it speaks of. */
export type Source = {
  readonly state: State;
  readonly flows: readonly Flow[];
  /** What a probe leaves behind on the target, if it does. */
  traceOf(probe: string): string | undefined;
};

/** One run's result with what it came from. */
export type Finding = { readonly flow: Flow; readonly run: Run; readonly result: Result };

/** A flow that found nothing, in `triage`. */
export type Quiet = {
  readonly flow: string;
  readonly outcome: 'healthy' | 'not-applicable';
  readonly reason: string;
};

export type TargetFindings = {
  readonly target: TargetState;
  /** In which facts it differs from nearly all the others. */
  readonly odd: readonly Odd[];
  /** Best first: by rank, then flow, then subject; never by arrival. */
  readonly findings: readonly Finding[];
  readonly quiet: readonly Quiet[];
};

export const findingsOf = ({ state, flows }: Source): readonly TargetFindings[] => {
  const all = oddOnesOut(Object.values(state.targets));
  return Object.values(state.targets)
    .toSorted((a, b) => order(a.label, b.label))
    .map((target) => {
      const odd = all.filter((each) => each.target === target.id);
      const findings = Object.values(state.runs)
        .filter((run) => run.target === target.id && run.from === undefined)
        .flatMap((run): Finding[] => {
          const flow = flows.find(({ id }) => id === run.flow);
          if (!flow) return [];
          const fix = fixOf(state.fixes, run.id);
          const made = fix ? fixOutcome(fix, target.label) : null;
          return [{ flow, run, result: { ...resultOf(flow, run, state.exchanges), fix: made } }];
        })
        .toSorted((a, b) => before(target, a, b));
      if (state.command !== 'triage') return { target, odd, findings, quiet: [] };
      return {
        ...{ target, odd },
        findings: findings.filter(({ result }) => !isQuiet(result)),
        quiet: [...findings.flatMap(quietOf), ...unasked(flows, findings)],
      };
    });
};

const isQuiet = ({ outcome }: Result): boolean =>
  outcome === 'healthy' || outcome === 'not-applicable';

const quietOf = ({ result: { flow, outcome, title, explain } }: Finding): readonly Quiet[] => {
  switch (outcome) {
    case 'healthy':
      return [{ flow, outcome, reason: title }];
    case 'not-applicable':
      return [{ flow, outcome, reason: explain }];
    case 'diagnosed':
    case 'inconclusive':
      return [];
  }
};

const unasked = (flows: readonly Flow[], findings: readonly Finding[]): readonly Quiet[] =>
  flows
    .filter(({ id }) => !findings.some(({ flow }) => flow.id === id))
    .map(({ id }) => id)
    .toSorted(order)
    .map((flow) => ({
      flow,
      outcome: 'not-applicable',
      reason: 'neither the state nor a log line of this target names it',
    }));

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const outcomes = ['diagnosed', 'inconclusive', 'healthy', 'not-applicable'] as const;

/** What stops a service comes before what does not, and what is surer before what is less so. */
const before = (target: TargetState, a: Finding, b: Finding): number =>
  outcomes.indexOf(a.result.outcome) - outcomes.indexOf(b.result.outcome) ||
  Number(stops(target, b)) - Number(stops(target, a)) ||
  confidences.indexOf(a.result.confidence ?? 'confirmed') -
    confidences.indexOf(b.result.confidence ?? 'confirmed') ||
  order(a.flow.id, b.flow.id) ||
  order(a.run.id, b.run.id);

const stops = ({ overview }: TargetState, { run, result }: Finding): boolean => {
  const name = run.inputs['container']?.value;
  const seen = overview?.containers.find(({ container }) => container === name);
  if (!seen || result.outcome !== 'diagnosed') return false;
  return seen.state !== 'running' || seen.health === 'unhealthy';
};

/** What a run left behind on its target: each kind once. */
export const tracesOf = ({ traceOf }: Source, { run }: Finding): readonly string[] => [
  ...new Set(
    Object.values(run.facts).flatMap(({ step, probe }) => {
      const trace = traceOf(probe);
      return trace === undefined ? [] : [`${step}: ${trace}`];
    }),
  ),
];
