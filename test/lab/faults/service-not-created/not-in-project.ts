import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The name is misspelt: the files declare a worker.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, { worker: { deploy: { replicas: 0 } } });
    await up(ground);
    return { inputs: { service: 'wrker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'not-in-project',
    confidence: 'confirmed',
    evidence: ['api, worker, and no wrker'],
    ruledOut: ['profile-inactive', 'scaled-to-zero', 'running'],
  },
};
