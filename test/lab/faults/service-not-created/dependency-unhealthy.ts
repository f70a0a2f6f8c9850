import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The cache never becomes healthy, so the worker is made and not started.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {
      cache: { healthcheck: { test: ['CMD', 'false'], interval: '1s', retries: 1 } },
      worker: { depends_on: { cache: { condition: 'service_healthy' } } },
    });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'dependency-unhealthy',
    confidence: 'confirmed',
    evidence: ['-cache-1 is healthy, and that is unhealthy'],
    ruledOut: ['dependency-failed', 'profile-inactive', 'port-taken', 'name-conflict', 'running'],
  },
  notCures: [{ what: 'Running `docker compose up -d` again', apply: (ground) => up(ground) }],
};
