import { execa } from 'execa';
import { execute, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The deploy script copies onto the name that is executed; nobody holds it at the moment.',
  async arrange(ground) {
    const file = await ground.write('bin/job.sh', job, 0o755);
    await ground.write('build/job.sh', job, 0o755);
    const deploy = `#!/bin/sh\nset -e\ncp build/job.sh ${file}\n${file}\n`;
    const script = await ground.write('deploy.sh', deploy, 0o755);
    await execa(script, { cwd: ground.dir });
    await ground.until('the script runs', async () =>
      (await execute(file)).includes('done') ? true : undefined,
    );
    return { inputs: { file, project: ground.dir } };
  },
  expect: {
    diagnosis: 'written-in-place',
    confidence: 'likely',
    evidence: ['deploy.sh:3: cp build/job.sh'],
    ruledOut: ['writer-holds-file', 'writer-out-of-sight', 'interpreter-missing', 'free-now'],
  },
  notCures: [
    {
      what: 'sync, or a sleep between upload and start',
      apply: (ground) =>
        ground.write(
          'deploy.sh',
          `#!/bin/sh\nset -e\ncp build/job.sh ${ground.dir}/bin/job.sh\nsync; sleep 1\n${ground.dir}/bin/job.sh\n`,
          0o755,
        ),
    },
  ],
};
