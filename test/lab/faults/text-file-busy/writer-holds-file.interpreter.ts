import { copyFile } from 'node:fs/promises';
import { busy } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The interpreter of the script is being overwritten, and the shell names the script.',
  async arrange(ground) {
    const interpreter = `${ground.dir}/shell`;
    await copyFile('/bin/dash', interpreter);
    const file = await ground.write('job.sh', `#!${interpreter}\necho done\n`, 0o755);
    await ground.start(['sh', '-c', 'exec 9>>"$0"; while :; do sleep 1000; done', interpreter]);
    await busy(ground, file);
    return { inputs: { file } };
  },
  expect: { diagnosis: 'writer-holds-file', confidence: 'confirmed', evidence: ['/shell: pid '] },
};
