import { readFlows } from '../catalogue.ts';
import { lookAndSay, readReporting } from '../looked.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';
import { readTargetOptions } from '../target-options.ts';

/** Every flow that can apply to the target, at once. */
export const triage = async (shell: Shell, given: Given): Promise<number> => {
  const reporting = readReporting(given);
  const flows = await readFlows(shell, given);
  const options = readTargetOptions(shell, given, flows);
  return lookAndSay(shell, { command: 'triage', flows, options }, reporting, (look) =>
    look.triage(),
  );
};
