import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The worker was scaled down to nothing in the file.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, { worker: { deploy: { replicas: 0 } }, cron: { profiles: ['jobs'] } });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'scaled-to-zero',
    confidence: 'confirmed',
    ruledOut: ['profile-inactive', 'not-in-project', 'running'],
  },
};
