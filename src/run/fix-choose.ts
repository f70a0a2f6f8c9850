import type { AnyAction, Call } from '../core/action.ts';
import { fixesOf, type ByHand } from '../core/by-hand.ts';
import { filledCalls, manualCall, scopeOver } from '../core/fix-calls.ts';
import { fixOf } from '../core/fix-state.ts';
import type { Fix, Flow } from '../core/flow.ts';
import { scopeOf } from '../core/inputs.ts';
import type { Failure } from '../core/outcome.ts';
import type { Run, RunId } from '../core/session.ts';
import { fill, fillText, type Scope } from '../core/template.ts';
import { lockCall } from './fix-lock.ts';
import { freeze } from './frozen.ts';
import { record, unwritten, type FixWorld } from './fix-world.ts';

/** What a person gave to the questions that a fix asks, by name. */
export type FixAnswers = Readonly<Record<string, string>>;

/** Begins an attempt at a fix that the run's diagnosis offers: its arguments are frozen from here on. */
export const chooseFix = async (
  world: FixWorld,
  id: RunId,
  { name, answers }: { readonly name: string; readonly answers: FixAnswers },
): Promise<Failure | undefined> => {
  const state = world.session.getState();
  const run = state.runs[id];
  const flow = run && world.flows.get(run.flow);
  const offered = flow && fixesOf(flow, run).find((fix) => fix.id === name);
  const diagnosis = run?.ended?.diagnosis;
  const fix = flow?.fixes[name];
  if (!flow || !fix || !offered || diagnosis === undefined || diagnosis === null) {
    return refusal(name, `the diagnosis of ${id} does not offer this fix`);
  }
  const before = fixOf(state.fixes, id);
  if (before && before.wish !== 'nothing') {
    return refusal(name, `${before.fix} is under way`);
  }
  const open = Object.keys(offered.asks).filter((each) => !Object.hasOwn(answers, each));
  if (offered.canApply && open.length > 0) {
    return refusal(name, `it asks for ${open.join(', ')}, which only a person knows`);
  }
  const made = await callsOf(world, { flow, run, fix, offered, answers });
  const calls = made.map((call) => freeze(call, world.vault));
  const cannotUndo = fix['cannot-undo'];
  const trouble = await record(world, {
    ...{ type: 'fix.chosen', run: id, fix: name, diagnosis, title: offered.title },
    ...{ risk: offered.risk, calls, byHand: calls.some((call) => isByHand(world.actions, call)) },
    ...(calls.some((call) => !isByHand(world.actions, call)) && {
      lock: lockCall(state, id, world.who),
    }),
    ...(cannotUndo !== undefined && { cannotUndo: fillText(cannotUndo, scopeOf(flow, run)) }),
  });
  if (trouble === undefined) return undefined;
  await record(world, { type: 'fix.stopped', run: id, fix: name, failure: unwritten(trouble) });
  return unwritten(trouble);
};

/** What was found is no more, or is not what it was: there is nothing to plan, and the log says so. */
export const refuseOld = async (
  world: FixWorld,
  id: RunId,
  { fix, diagnosis }: { readonly fix: string; readonly diagnosis: string },
): Promise<Failure> => {
  const run = world.session.getState().runs[id];
  const flow = run && world.flows.get(run.flow);
  const offered = flow?.fixes[fix];
  const title = flow && offered ? fillText(offered.title, scopeOf(flow, run)).trim() : fix;
  const now = run?.ended?.diagnosis ?? run?.ended?.reason ?? 'not known';
  const failure = refusal(
    diagnosis,
    `it was seen over a minute ago and was asked again: it does not hold any more (now: ${now})`,
  );
  await record(world, {
    ...{ type: 'fix.chosen', run: id, fix, diagnosis, title },
    ...{ risk: offered?.risk ?? 'safe', calls: [], byHand: false },
  });
  await record(world, { type: 'fix.stopped', run: id, fix, failure });
  return failure;
};

const refusal = (subject: string, detail: string): Failure => ({
  outcome: 'unreadable',
  subject,
  detail,
});

const isByHand = (actions: ReadonlyMap<string, AnyAction>, { action }: Call): boolean =>
  actions.get(action)?.byHand === true;

type Chosen = {
  readonly flow: Flow;
  readonly run: Run;
  readonly fix: Fix;
  readonly offered: ByHand;
  readonly answers: FixAnswers;
};

/** Its calls, filled in; a fix of one call for a person, where this program cannot make it here. */
const callsOf = async (world: FixWorld, chosen: Chosen): Promise<readonly Call[]> => {
  const { fix, offered } = chosen;
  if (!fix.apply || (!offered.canApply && offered.lines.length > 0)) return [manualCall(offered)];
  const looked = await lookedFor(world, chosen);
  if ('outcome' in looked) return [manualCall(offered, looked)];
  return filledCalls(fix, looked.scope) ?? [manualCall(offered)];
};

/** What a person answered, and what each look of the fix finds, one after the other. */
const lookedFor = async (
  world: FixWorld,
  { flow, run, fix, offered, answers }: Chosen,
): Promise<{ readonly scope: Scope } | Failure> => {
  const known = new Map<string, unknown>(
    Object.entries(offered.asks).map(([name, { kind }]) => {
      const text = answers[name] ?? '';
      return [name, kind === 'secret' ? world.vault.secret(text) : typed(text, kind)];
    }),
  );
  const scope = scopeOver(scopeOf(flow, run), known);
  for (const [step, { probe, with: given }] of Object.entries(fix.look ?? {})) {
    const args = fill(given, scope) as Call['with'];
    world.forget();
    const { result } = await world.ask(run.id, { step, probe, args });
    if (result.outcome !== 'found') return result;
    known.set(step, result.data);
  }
  return { scope };
};

const typed = (text: string, kind: string): string | number =>
  kind === 'number' ? Number(text) : text;
