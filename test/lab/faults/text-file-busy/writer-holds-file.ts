import { busy, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'An upload to the final name hangs, and the script it sends is refused as busy.',
  async arrange(ground) {
    const file = await ground.write('bin/job.sh', job, 0o755);
    await ground.start([
      'sh',
      '-c',
      'mkfifo pipe; sleep 1000 > pipe & exec cat pipe >> bin/job.sh',
    ]);
    await busy(ground, file);
    return { inputs: { file } };
  },
  expect: {
    diagnosis: 'writer-holds-file',
    confidence: 'confirmed',
    evidence: ['(cat pipe) of root', 'has it open for writing (/proc/'],
    ruledOut: [
      'not-executable',
      'mapped-writable',
      'writer-out-of-sight',
      'target-is-running',
      'free-now',
    ],
  },
};
