import { execute, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The upload made a new file, and nobody set its execute bit.',
  async arrange(ground) {
    const file = await ground.write('job.sh', job, 0o644);
    await ground.until('it is refused', async () =>
      (await execute(file)).includes('Permission denied') ? true : undefined,
    );
    return { inputs: { file } };
  },
  expect: {
    diagnosis: 'not-executable',
    confidence: 'confirmed',
    evidence: ['mode 0644'],
    ruledOut: ['writer-holds-file', 'target-is-running', 'interpreter-missing', 'free-now'],
  },
};
