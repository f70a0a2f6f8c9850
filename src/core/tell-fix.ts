import type { AnyAction, Call } from './action.ts';
import { fixesOf, type ByHand } from './by-hand.ts';
import { answersTo, resultOf, type Case, type CaseFault } from './case.ts';
import { expanded, misfits } from './case-data.ts';
import { eventsOf, planWords, type Counting } from './counting-target.ts';
import { filledCalls, manualCall, scopeOver } from './fix-calls.ts';
import type { FixEvent } from './fix-events.ts';
import { nextOfFix } from './fix-next.ts';
import { fixOf, reduceFixes, wayBack, type FixState } from './fix-state.ts';
import type { Fix, Flow } from './flow.ts';
import { scopeOf } from './inputs.ts';
import type { ProbeResult } from './outcome.ts';
import type { AnyProbe } from './probe.ts';
import { writtenSecret } from './secret.ts';
import type { Run } from './session.ts';
import { dataOf } from './survey.ts';
import { fill } from './template.ts';
import {
  answered,
  askedToVerify,
  canBeAsked,
  heldBefore,
  stepsToVerify,
  unasked,
  verified,
  type Seen,
} from './verify.ts';

/** A flow's fix told by a case: what it takes is the flow's, what it changes a target that only counts. */
export type FixTold = {
  readonly flow: Flow;
  readonly told: Case;
  readonly run: Run;
  readonly probes: readonly AnyProbe[];
  readonly flows: readonly Flow[];
  readonly actions: readonly AnyAction[];
};

type Telling = NonNullable<Case['fix']>;

const fault = (text: string, ...at: readonly string[]): CaseFault => ({
  at: ['fix', ...at],
  words: text,
});

/** Chooses the fix, shows its plan, carries it out, verifies, and leads back as the case says. */
export const tellFix = (world: FixTold): readonly CaseFault[] => {
  const { flow, told, run } = world;
  if (!told.fix) return [];
  const telling = told.fix;
  const { choose } = telling;
  const fix = flow.fixes[choose];
  const offered = fixesOf(flow, run).find(({ id }) => id === choose);
  if (!fix || !offered) return [fault(`the diagnosis does not offer \`${choose}\``, 'choose')];
  const chosen = callsOf(world, { telling, fix, offered });
  if (chosen.faults.length > 0) return chosen.faults;
  return walkThrough(world, { telling, fix, offered }, chosen.calls);
};

type Chosen = { readonly telling: Telling; readonly fix: Fix; readonly offered: ByHand };
type Called = { readonly calls: readonly Call[]; readonly faults: readonly CaseFault[] };

const callsOf = (world: FixTold, { telling, fix, offered }: Chosen): Called => {
  const { flow, run, actions } = world;
  if (!fix.apply || !offered.canApply) return { calls: [manualCall(offered)], faults: [] };
  const known = new Map<string, unknown>();
  const faults: CaseFault[] = [];
  for (const [name, { kind }] of Object.entries(offered.asks)) {
    const answer = telling.answers[name];
    if (answer === undefined) {
      faults.push(fault(`\`${name}\` is asked, and the case has no answer`, 'answers'));
    } else known.set(name, kind === 'secret' ? writtenSecret(String(answer)) : answer);
  }
  const scope = scopeOver(scopeOf(flow, run), known);
  for (const [id, called] of Object.entries(fix.look ?? {})) {
    const args = fill(called.with, scope) as Call['with'];
    const { result, faults: wrong } = lookedFor(world, telling, { id, ...called, with: args });
    faults.push(...wrong);
    if (!result) return { calls: [], faults };
    if (result.outcome !== 'found') return { calls: [manualCall(offered, result)], faults };
    known.set(id, result.data);
  }
  const calls = filledCalls(fix, scope) ?? [manualCall(offered)];
  const unfit = calls.flatMap(({ action: name, with: args }) => {
    const action = actions.find((each) => each.name === name);
    const issues = action?.args.safeParse(args).error?.issues ?? [];
    return issues.map(({ path, message }) =>
      fault(`\`${name}\` is called with ${path.map(String).join('.')}: ${message}`, 'choose'),
    );
  });
  return { calls, faults: [...faults, ...unfit] };
};

const lookedFor = (
  { probes, flows }: FixTold,
  telling: Telling,
  called: { readonly id: string; readonly probe: string; readonly with: Call['with'] },
): { readonly result?: ProbeResult; readonly faults: readonly CaseFault[] } => {
  const { id, probe: name, with: args } = called;
  const given = telling.look[id];
  if (!given) return { faults: [fault(`\`${id}\` is looked for, and has no answer`, 'look')] };
  const probe = probes.find((each) => each.name === name);
  const faults = (probe?.args.safeParse(args).error?.issues ?? []).map(({ path, message }) =>
    fault(`\`${id}\` is asked with ${path.map(String).join('.')}: ${message}`, 'look', id),
  );
  const result = resultOf(id, given);
  if (result.outcome !== 'found') return { result, faults };
  const schema = dataOf({ probe: name, with: args }, probes, flows);
  const data = schema ? expanded(schema, result.data) : result.data;
  const unfit = (schema ? misfits(schema, data) : []).map((each) =>
    fault(`\`${id}\` finds ${each.path.join('.')}: ${each.words}`, 'look', id),
  );
  return { result: { outcome: 'found', data }, faults: [...faults, ...unfit] };
};

/** Plan, approval, calls, verification and the way back, on a target that only counts. */
const walkThrough = (
  world: FixTold,
  chosen: Chosen,
  calls: readonly Call[],
): readonly CaseFault[] => {
  const { run, actions } = world;
  const { telling, offered } = chosen;
  const { choose: fix } = telling;
  const target: Counting = new Map(calls.map((_, at) => [at, 'before']));
  const byHand = calls.some(({ action }) => actions.find(({ name }) => name === action)?.byHand);
  let fixes: readonly FixState[] = [];
  const record = (event: FixEvent): void => {
    fixes = reduceFixes(fixes, run.id, event);
  };
  const now = (): FixState => {
    const state = fixOf(fixes, run.id);
    if (!state) throw new Error(`tellFix: ${fix} was not chosen`);
    return state;
  };
  const { title, risk } = offered;
  record({ type: 'fix.chosen', fix, diagnosis: '', title, risk, calls, byHand });
  const { verify } = chosen.fix;
  const look = (): Seen =>
    verify
      ? lookAgain(world, telling, verify)
      : { held: false, because: 'the fix names no step that could tell' };
  const walk = (): void => {
    for (;;) {
      const effect = nextOfFix(now());
      if (effect.do === 'stop') return;
      for (const event of eventsOf(actions, look, { state: now(), target, effect })) record(event);
    }
  };
  walk();
  const plan = planWords(calls);
  const faults = telling.previewed
    .filter((text) => !plan.includes(text))
    .map((text) => fault(`the plan does not say \`${text}\`: ${plan}`, 'previewed'));
  const { verified: seen } = now();
  if (seen?.held !== (telling.verify === 'held')) {
    faults.push(fault(`verification: ${seen?.because ?? 'none'}`, 'verify'));
  }
  if (telling.then !== 'undo') return faults;
  if (wayBack(now()).length === 0) return [...faults, fault('nothing leads back from it', 'then')];
  record({ type: 'fix.wanted', fix, wish: 'undo' });
  walk();
  const { restored } = now();
  return restored?.differs.length === 0
    ? faults
    : [...faults, fault(`not led back: ${restored?.differs.join(', ') ?? 'stopped'}`, 'then')];
};

/** Steps answer as they did, but for those of which the case says what they find afterwards. */
const lookAgain = (
  { flow, told, run, probes, flows }: FixTold,
  telling: Telling,
  wanted: NonNullable<Fix['verify']>,
) => {
  if (heldBefore(flow, run, run.ended?.diagnosis ?? '', wanted)) {
    return { held: false, because: `\`${wanted.step}\` said so before the fix already` };
  }
  let now = unasked(run, wanted);
  for (const step of stepsToVerify(flow, wanted)) {
    if (!canBeAsked(flow, now, step)) break;
    const given = telling.after[step] ?? answersTo(told, step).at(-1);
    if (!given)
      return { held: false, because: `the case does not say what \`${step}\` finds after it` };
    const asked = askedToVerify(flow, now, step);
    const result = resultOf(step, given);
    const schema = dataOf(
      asked.probe === undefined ? { ...asked, with: {} } : { probe: asked.probe, with: asked.args },
      probes,
      flows,
    );
    if (result.outcome !== 'found' || !schema) {
      now = answered(now, asked, result);
      continue;
    }
    const data = expanded(schema, result.data);
    const [unfit] = misfits(schema, data);
    if (unfit)
      return { held: false, because: `\`${step}\` finds ${unfit.path.join('.')}: ${unfit.words}` };
    now = answered(now, asked, { outcome: 'found', data });
  }
  return verified(flow, now, wanted);
};
