import type { Fault } from '../../fault.ts';
import { declare } from '../../services.ts';

export const fault: Fault = {
  about: 'Compose v1 does not even make a container for what waits in vain.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {
      cache: { healthcheck: { test: ['CMD', 'false'], interval: '1s', retries: 1 } },
      worker: { depends_on: { cache: { condition: 'service_healthy' } } },
    });
    await ground.composeV1(['up', '-d'], { reject: false });
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'dependency-unhealthy',
    confidence: 'confirmed',
    evidence: ['worker: no container'],
    ruledOut: ['dependency-failed', 'removed', 'image-absent'],
  },
};
