import { copyFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'A new program is copied onto the one that runs.',
  async arrange(ground) {
    const file = `${ground.dir}/worker`;
    await copyFile('/bin/sleep', file);
    await ground.start([file, '1000']);
    await ground.until('cp is refused', async () => {
      const { stderr } = await execa('cp', ['/bin/sleep', file], { reject: false });
      return stderr.includes('Text file busy') ? true : undefined;
    });
    return { inputs: { file, tool: 'cp' } };
  },
  expect: {
    diagnosis: 'target-is-running',
    confidence: 'confirmed',
    evidence: ['/worker 1000) of root', 'runs it (/proc/'],
    ruledOut: ['writer-holds-file', 'mapped-writable', 'writer-out-of-sight', 'free-now'],
  },
};
