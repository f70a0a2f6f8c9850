import { flowNamed, readFlows } from '../catalogue.ts';
import { readFixAnswers } from '../fix-answers.ts';
import { carryOut, readFixOrder } from '../fixing.ts';
import type { Look } from '../../run/look.ts';
import { lookAndSay } from '../looked.ts';
import type { Given } from '../program.ts';
import { readReporting } from '../reporting.ts';
import type { Shell } from '../shell.ts';
import { isReadOnly, readTargetOptions } from '../target-options.ts';

/** One flow: in the wizard on a terminal, else without a question. */
export const run = async (shell: Shell, id: string, given: Given): Promise<number> => {
  const reporting = readReporting(shell, given);
  const flows = await readFlows(shell, given);
  const flow = flowNamed(flows, id);
  const options = await readTargetOptions(shell, given, [flow]);
  const order = readFixOrder(given, isReadOnly(options));
  const answers = readFixAnswers(shell, given, [flow]);
  const asks =
    order === undefined &&
    given['json'] !== true &&
    given['plain'] !== true &&
    reporting.report === undefined;
  if (asks && shell.terminal.in && shell.terminal.out) {
    const { colourOf } = await import('../wizard-start.ts');
    const { openWizard } = await import('./wizard.ts');
    return openWizard(shell, { flows, options, ...colourOf(given), flow: flow.id });
  }
  const asked = { command: 'run', flows, asked: [flow], options };
  const afterwards =
    order &&
    ((look: Look) => carryOut(shell, look, { order, answers, flows, quiet: reporting.json }));
  const work = { walk: (look: Look) => look.run(flow), ...(afterwards && { afterwards }) };
  return lookAndSay(shell, { ...asked, ...work }, reporting);
};
