import { UserError } from '../errors.ts';
import { fixOf, type FixState } from '../core/fix-state.ts';
import { awaitsConfirmation } from '../core/fix-next.ts';
import { confirmationOf } from '../core/plan.ts';
import type { Flow } from '../core/flow.ts';
import type { State } from '../core/session.ts';
import { findingsOf, type Finding } from '../reports/document.ts';
import { planLines } from '../reports/fix-words.ts';
import type { Look } from '../run/look.ts';
import { exit } from './exit.ts';
import { refuseOpenAsks, type FixAnswers } from './fix-answers.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';

/** A fix that is asked for on the command line. */
export type FixOrder = {
  readonly id: string;
  readonly dryRun: boolean;
  /** What `--confirm` was given. */
  readonly confirm?: string;
};

/** Whether something is changed on the way: shown only, or approved beforehand. */
export const readApproval = (given: Given, what: string): Pick<FixOrder, 'dryRun' | 'confirm'> => {
  const [dryRun, yes] = [given['dryRun'] === true, given['yes'] === true];
  const confirm = given['confirm'] as string | undefined;
  if (dryRun === yes) {
    throw new UserError(
      `${what} was given ${dryRun ? 'both --dry-run and --yes' : 'neither --dry-run nor --yes'}.`,
      'Give --dry-run to see the plan and change nothing, or --yes to carry it out.',
    );
  }
  return { dryRun, ...(confirm !== undefined && { confirm }) };
};

export const readFixOrder = (given: Given, readOnly: boolean): FixOrder | undefined => {
  const id = given['fix'] as string | undefined;
  if (id === undefined) {
    if (given['dryRun'] !== true && given['yes'] !== true) return undefined;
    throw new UserError('There is no fix to carry out.', 'Name one with `--fix <id>`.');
  }
  const order = { id, ...readApproval(given, '--fix') };
  if (readOnly) refuseChanges(order);
  return order;
};

/** `--read-only` wins over every approval; a plan may still be looked at. */
export const refuseChanges = ({ dryRun }: Pick<FixOrder, 'dryRun'>): void => {
  if (dryRun) return;
  throw new UserError(
    'Nothing can be changed: --read-only was given, or DEPLOY_DOCTOR_READ_ONLY is set.',
    'See the plan with --dry-run, or leave the other out.',
  );
};

/** Carries the ordered fix out, on the one problem that was found; gives the exit code it asks for. */
export const carryOut = async (
  shell: Shell,
  look: Look,
  {
    order,
    answers,
    flows,
    quiet,
  }: {
    readonly order: FixOrder;
    readonly answers: FixAnswers;
    readonly flows: readonly Flow[];
    readonly quiet: boolean;
  },
): Promise<number | undefined> => {
  const { session, fixer } = look;
  const found = theProblem(session.getState(), flows);
  if (!found) return undefined;
  const { result, run, flow } = found;
  if (!result.fixes.some(({ id }) => id === order.id)) {
    const offered = result.fixes.map(({ id }) => id).join(', ');
    throw new UserError(
      `${result.flow}/${result.diagnosis ?? ''} offers no fix \`${order.id}\`.`,
      offered === '' ? 'It offers none.' : `It offers: ${offered}.`,
    );
  }
  refuseOpenAsks(flow, order.id, answers);
  await fixer.choose(run.id, order.id, answers);
  return approve(shell, look, { run: run.id, order, quiet });
};

/** Shows the plan that stands there, and carries it out as far as the order goes. */
export const approve = async (
  shell: Shell,
  { session, fixer }: Look,
  {
    run,
    order,
    quiet,
  }: { readonly run: string; readonly order: FixOrder; readonly quiet: boolean },
): Promise<number> => {
  const now = (): FixState | undefined => fixOf(session.getState().fixes, run);
  const fix = now();
  const { targets, runs } = session.getState();
  const target = targets[runs[run]?.target ?? '']?.label ?? '';
  if (!fix?.plan) return codeOf(fix);
  const say = (line: string): void => (quiet ? shell.say(line) : shell.print(line));
  for (const line of planLines(fix, target)) say(line);
  const decline = (): Promise<void> => fixer.decide(run, false, 'flag');
  if (order.dryRun || (fix.byHand && fix.plan.way === 'apply')) {
    await decline();
    return exit.problem;
  }
  const needed = confirmationOf(fix, target);
  if (needed.by === 'name' && needed.name !== order.confirm) {
    await decline();
    throw new UserError(
      'This can lose data, and --yes does not cover that.',
      `Give the name of what is at stake as well: --confirm '${needed.name}'`,
    );
  }
  await fixer.decide(run, true, 'flag');
  // The answer to the change came over the link: that is what its operator would see.
  if (awaitsConfirmation(now())) await fixer.confirm(run, 'flag');
  const after = now();
  if (after?.plan && !after.approved && after.wish !== 'nothing') {
    say(`not done: it is not as it was shown any more: ${after.moved.join(', ')}`);
    for (const line of planLines(after, target)) say(line);
    await decline();
  }
  return codeOf(now());
};

const codeOf = (fix: FixState | undefined): number => {
  const isWell = fix?.restored ? fix.restored.differs.length === 0 : fix?.verified?.held === true;
  return isWell ? exit.fine : exit.unfixed;
};

/** One problem on one target: anything else is for the operator to narrow. */
const theProblem = (state: State, flows: readonly Flow[]): Finding | undefined => {
  const all = findingsOf({ state, flows, traceOf: () => undefined }).flatMap(
    ({ target, findings }) =>
      findings
        .filter(({ result }) => result.outcome === 'diagnosed')
        .map((finding) => ({ finding, target })),
  );
  if (all.length < 2) return all[0]?.finding;
  const severalTargets = new Set(all.map(({ target }) => target.id)).size > 1;
  const ways = all.map(({ finding: { run, result, flow }, target }) => {
    const input = flow.subjects.each;
    const value = result.inputs[input];
    const where = severalTargets ? `--host ${target.label} ` : '';
    return `  ${where}${value === undefined ? '' : `--input ${input}=${value}`}  (${result.flow}: ${result.diagnosis ?? run.id})`;
  });
  throw new UserError(
    `--fix needs one problem, and ${all.length} were found. Nothing was changed.`,
    ['Narrow it down with one of:', ...ways].join('\n'),
  );
};
