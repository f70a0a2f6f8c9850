import { execa } from 'execa';
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
  notCures: [
    {
      what: 'sync, or a sleep before the start',
      apply: async (ground) => {
        await execa('sh', ['-c', 'sync; sync -f "$0"; sleep 2', `${ground.dir}/bin/job.sh`]);
        await busy(ground, `${ground.dir}/bin/job.sh`);
      },
    },
    {
      what: 'Moving or renaming the busy file',
      apply: async (ground) => {
        const file = `${ground.dir}/bin/job.sh`;
        await execa('sh', ['-c', 'mv "$0" "$0.old" && mv "$0.old" "$0"', file]);
        await busy(ground, file);
      },
    },
    {
      what: 'Copying the new file over it',
      apply: async (ground) => {
        const file = await ground.write('build/job.sh', job, 0o755);
        await execa('cp', [file, `${ground.dir}/bin/job.sh`]);
        await busy(ground, `${ground.dir}/bin/job.sh`);
      },
    },
    {
      what: 'Starting it with `bash` in front',
      apply: async (ground) => {
        // It runs, which proves nothing.
        await execa('bash', [`${ground.dir}/bin/job.sh`]);
        await busy(ground, `${ground.dir}/bin/job.sh`);
      },
    },
  ],
};
