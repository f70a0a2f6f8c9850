import { mkdir } from 'node:fs/promises';
import { hold, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about:
    'The operator has no lsof, no fuser and no Python in PATH; who writes is seen all the same.',
  async arrange(ground) {
    const file = await ground.write('job.sh', job, 0o755);
    await hold(ground, file);
    const empty = `${ground.dir}/no-programs`;
    await mkdir(empty);
    return { inputs: { file }, env: { PATH: empty } };
  },
  expect: {
    diagnosis: 'writer-holds-file',
    confidence: 'confirmed',
    evidence: ['has it open for writing (/proc/'],
  },
};
