import { stat } from 'node:fs/promises';
import { execa } from 'execa';
import { job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about:
    'Somebody wrote new content into the script that was there; no deploy script is on the host.',
  async arrange(ground) {
    const file = await ground.write('job.sh', job, 0o755);
    const fresh = await ground.write('new.sh', job, 0o755);
    const { birthtimeMs } = await stat(file);
    await ground.until('the script is older than any upload of this size takes', async () =>
      Date.now() - birthtimeMs > 6000 ? true : undefined,
    );
    await execa('cp', [fresh, file]);
    return { inputs: { file } };
  },
  expect: {
    diagnosis: 'written-in-place',
    confidence: 'likely',
    evidence: ['this inode is from'],
    ruledOut: ['writer-holds-file', 'free-now'],
  },
};
