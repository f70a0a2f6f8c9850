import { UserError } from '../../errors.ts';
import { reduce } from '../../core/reduce.ts';
import { emptyState, type State } from '../../core/session.ts';
import type { TargetSpec } from '../../core/target-spec.ts';
import type { Flow } from '../../core/flow.ts';
import { changedFlows } from '../../run/resumed.ts';
import { readFlows } from '../catalogue.ts';
import { lookAndSay } from '../looked.ts';
import type { Given } from '../program.ts';
import { readReporting } from '../reporting.ts';
import { openSession } from '../session-files.ts';
import type { Shell } from '../shell.ts';
import { readTargetOptions, type TargetOptions } from '../target-options.ts';

/** Goes on with a recorded session: its targets are connected to and looked at anew. */
export const resume = async (
  shell: Shell,
  id: string | undefined,
  given: Given,
): Promise<number> => {
  const reporting = readReporting(shell, given);
  const resumed = openSession(shell, id);
  const state = resumed.events.reduce(reduce, emptyState);
  const flows = await readFlows(shell, given);
  if (state.command === 'run' && Object.keys(state.runs).length === 0) {
    throw new UserError(
      `The session ${resumed.id} ended before its flow began.`,
      'Run the flow again: `deploy-doctor run <flow>`.',
    );
  }
  sayChanges(shell, state, flows);
  const options = optionsOf(await readTargetOptions(shell, given, flows), state);
  const asks = given['json'] !== true && given['plain'] !== true && reporting.report === undefined;
  if (asks && shell.terminal.in && shell.terminal.out) {
    const { colourOf } = await import('../wizard-start.ts');
    const { openWizard } = await import('./wizard.ts');
    return openWizard(shell, { flows, options, ...colourOf(given), resumed });
  }
  const asked = { command: state.command, flows, asked: flows, options, resumed };
  return lookAndSay(shell, { ...asked, walk: (look) => look.resume() }, reporting);
};

/** Its own targets, with their own way there; limits may be given anew. */
const optionsOf = (given: TargetOptions, { targets }: State): TargetOptions => {
  const [first, ...others] = Object.values(targets).map(
    ({ spec, label, kind }): TargetSpec =>
      spec ?? (kind === 'local' ? { kind } : { kind, host: label }),
  );
  if (!first) {
    throw new UserError('The session names no target.', '`deploy-doctor sessions` lists others.');
  }
  const timeoutMs = first.timeoutMs ?? given.timeoutMs;
  return { ...given, inputs: {}, timeoutMs, specs: [first, ...others] };
};

/** What stood on the old flow is looked at under the new one: whoever compares should know. */
const sayChanges = (shell: Shell, { runs }: State, flows: readonly Flow[]): void => {
  const { changed, missing } = changedFlows(runs, new Map(flows.map((flow) => [flow.id, flow])));
  if (changed.length > 0) {
    shell.say(`Changed since the session was recorded: ${changed.join(', ')}. They begin anew.`);
  }
  if (missing.length > 0) {
    shell.say(`Not here any more, and not looked into: ${missing.join(', ')}.`);
  }
};
