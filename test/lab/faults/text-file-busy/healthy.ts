import { execute, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The script is read and pointed at by processes, which keeps nobody from executing it.',
  async arrange(ground) {
    const file = await ground.write('job.sh', job, 0o755);
    await ground.start(['sh', '-c', 'exec 9<"$0"; while :; do sleep 1000; done', file]);
    const pointer = 'import os, sys, time; os.open(sys.argv[1], os.O_PATH); time.sleep(1000)';
    await ground.start(['python3', '-c', pointer, file]);
    await ground.until('the script runs', async () =>
      (await execute(file)).includes('done') ? true : undefined,
    );
    return { inputs: { file } };
  },
  expect: {
    outcome: 'healthy',
    diagnosis: 'free-now',
    ruledOut: ['writer-holds-file', 'mapped-writable', 'writer-out-of-sight', 'target-is-running'],
  },
};
