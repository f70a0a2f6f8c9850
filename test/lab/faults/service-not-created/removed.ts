import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'Somebody took the container of the worker away.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, { worker: {} });
    await up(ground);
    await ground.compose(['rm', '-fs', 'worker']);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'removed',
    confidence: 'likely',
    ruledOut: ['image-absent', 'profile-inactive', 'name-conflict', 'not-in-project', 'running'],
  },
};
