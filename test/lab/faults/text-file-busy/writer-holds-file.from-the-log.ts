import type { Fault } from '../../fault.ts';
import { hold, job } from '../../busy.ts';

export const fault: Fault = {
  about: 'A container executes a mounted script that a process of the host holds open for writing.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const file = await ground.write('bin/job.sh', job, 0o755);
    await hold(ground, file);
    const name = `${ground.name}-job`;
    const mount = `${ground.dir}/bin:/w`;
    await ground.docker(['run', '-d', '--name', name, '-v', mount, 'lab/busybox', '/w/job.sh']);
    await ground.until('the engine says so in its log', async () => {
      const { stdout, stderr } = await ground.docker(['logs', name]);
      return /text file busy/.test(stdout + stderr) ? true : undefined;
    });
    return {};
  },
  expect: {
    diagnosis: 'writer-holds-file',
    confidence: 'confirmed',
    evidence: ['has it open for writing (/proc/'],
    ruledOut: ['not-executable', 'writer-out-of-sight', 'free-now'],
  },
};
