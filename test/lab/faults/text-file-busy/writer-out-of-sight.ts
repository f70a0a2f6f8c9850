import { chown } from 'node:fs/promises';
import { hold, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'Root writes the script, and its owner asks, who may not look into the processes of root.',
  async arrange(ground) {
    const file = await ground.write('job.sh', job, 0o755);
    await chown(file, 65534, 65534);
    await hold(ground, file);
    return { inputs: { file }, user: 'nobody' };
  },
  expect: {
    diagnosis: 'writer-out-of-sight',
    confidence: 'confirmed',
    evidence: ['could not be looked into', 'the kernel says the file is busy'],
    ruledOut: ['writer-holds-file', 'mapped-writable', 'free-now'],
  },
};
