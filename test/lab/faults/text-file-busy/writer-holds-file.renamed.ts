import { rename } from 'node:fs/promises';
import { busy, hold, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The busy script was moved to another name, which keeps it busy.',
  async arrange(ground) {
    const first = await ground.write('job.sh', job, 0o755);
    await hold(ground, first);
    const file = `${ground.dir}/moved.sh`;
    await rename(first, file);
    await busy(ground, file);
    return { inputs: { file } };
  },
  expect: {
    diagnosis: 'writer-holds-file',
    confidence: 'confirmed',
    evidence: ['has it open for writing (/proc/'],
  },
};
