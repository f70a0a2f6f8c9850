import { readFlows } from '../catalogue.ts';
import { readFixAnswers } from '../fix-answers.ts';
import { carryOut, readFixOrder } from '../fixing.ts';
import type { Look } from '../../run/look.ts';
import { lookAndSay } from '../looked.ts';
import type { Given } from '../program.ts';
import { readReporting } from '../reporting.ts';
import type { Shell } from '../shell.ts';
import { isReadOnly, readTargetOptions } from '../target-options.ts';

/** Every flow that can apply to the target, at once. */
export const triage = async (shell: Shell, given: Given): Promise<number> => {
  const reporting = readReporting(shell, given);
  const flows = await readFlows(shell, given);
  const options = await readTargetOptions(shell, given, flows);
  const asked = { command: 'triage', flows, asked: flows, options };
  const order = readFixOrder(given, isReadOnly(options));
  const answers = readFixAnswers(shell, given, flows);
  const afterwards =
    order &&
    ((look: Look) => carryOut(shell, look, { order, answers, flows, quiet: reporting.json }));
  const work = { walk: (look: Look) => look.triage(), ...(afterwards && { afterwards }) };
  return lookAndSay(shell, { ...asked, ...work }, reporting);
};
