import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'A container that was started by hand has the name that Compose gives.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await ground.docker([
      'run',
      '-d',
      '--name',
      `${ground.name}-worker-1`,
      'lab/busybox',
      'sleep',
      '1000',
    ]);
    await declare(ground, { worker: {} });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'name-conflict',
    confidence: 'confirmed',
    evidence: ['-worker-1 is another container'],
    ruledOut: ['profile-inactive', 'port-taken', 'removed', 'running'],
  },
};
