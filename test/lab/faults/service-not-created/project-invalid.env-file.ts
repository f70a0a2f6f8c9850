import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The env file that the worker names was not brought to this host.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {});
    await up(ground);
    await declare(ground, { worker: { env_file: ['.env.worker'] } });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'project-invalid',
    confidence: 'confirmed',
    evidence: ['.env.worker'],
    ruledOut: ['profile-inactive', 'removed', 'running'],
  },
};
