import type { AnyAction, Call } from '../core/action.ts';
import { fixesOf } from '../core/by-hand.ts';
import { fixOf } from '../core/fix-state.ts';
import type { Flow } from '../core/flow.ts';
import { scopeOf } from '../core/inputs.ts';
import type { Failure } from '../core/outcome.ts';
import type { Run, RunId } from '../core/session.ts';
import { fill, fillText } from '../core/template.ts';
import { freeze } from './frozen.ts';
import { record, unwritten, type FixWorld } from './fix-world.ts';

/** Begins an attempt at a fix that the run's diagnosis offers: its arguments are frozen from here on. */
export const chooseFix = async (
  world: FixWorld,
  id: RunId,
  name: string,
): Promise<Failure | undefined> => {
  const state = world.session.getState();
  const run = state.runs[id];
  const flow = run && world.flows.get(run.flow);
  const offered = flow && fixesOf(flow, run).find((fix) => fix.id === name);
  const diagnosis = run?.ended?.diagnosis;
  if (!flow || !offered || diagnosis === undefined || diagnosis === null) {
    return refusal(name, `the diagnosis of ${id} does not offer this fix`);
  }
  const before = fixOf(state.fixes, id);
  if (before && before.wish !== 'nothing') {
    return refusal(name, `${before.fix} is under way`);
  }
  const fix = flow.fixes[name];
  const calls = callsOf(flow, run, name).map((call) => freeze(call, world.vault));
  const cannotUndo = fix?.['cannot-undo'];
  const trouble = await record(world, {
    ...{ type: 'fix.chosen', run: id, fix: name, diagnosis, title: offered.title },
    ...{ risk: offered.risk, calls, byHand: calls.some((call) => isByHand(world.actions, call)) },
    ...(cannotUndo !== undefined && { cannotUndo: fillText(cannotUndo, scopeOf(flow, run)) }),
  });
  if (trouble === undefined) return undefined;
  await record(world, { type: 'fix.stopped', run: id, fix: name, failure: unwritten(trouble) });
  return unwritten(trouble);
};

const refusal = (subject: string, detail: string): Failure => ({
  outcome: 'unreadable',
  subject,
  detail,
});

const isByHand = (actions: ReadonlyMap<string, AnyAction>, { action }: Call): boolean =>
  actions.get(action)?.byHand === true;

/** A fix that the flow gives as lines to type is a fix of one call: a person carries it out. */
const callsOf = (flow: Flow, run: Run, name: string): readonly Call[] => {
  const scope = scopeOf(flow, run);
  const offered = fixesOf(flow, run).find(({ id }) => id === name);
  const apply = flow.fixes[name]?.apply;
  if (apply && (offered?.canApply || offered?.lines.length === 0)) {
    return apply.map((call) => ({
      action: call.action,
      with: fill(call.with, scope) as Call['with'],
    }));
  }
  const { lines = [], undo: back = '' } = offered ?? {};
  const steps = ['Type these lines, where they say:'];
  return [{ action: 'manual', with: { steps, copy: lines.join('\n'), back } }];
};
