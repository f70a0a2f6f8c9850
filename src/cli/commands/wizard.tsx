import { UserError } from '../../errors.ts';
import type { Shell } from '../shell.ts';
import type { WizardStart } from '../wizard-start.ts';

/** Opens the wizard and gives the exit code once it is left. */
export const openWizard = async (_shell: Shell, { flow }: WizardStart): Promise<number> => {
  const plain = flow === undefined ? 'triage' : `run ${flow} --plain`;
  throw new UserError(
    'The wizard is not in this build.',
    `\`deploy-doctor ${plain}\` looks without it.`,
  );
};
