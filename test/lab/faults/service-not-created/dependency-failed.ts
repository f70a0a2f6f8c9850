import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The migration ended with 3, and the worker waits for it.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {
      migrate: { command: ['sh', '-c', 'exit 3'] },
      worker: { depends_on: { migrate: { condition: 'service_completed_successfully' } } },
    });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'dependency-failed',
    confidence: 'confirmed',
    evidence: ['-migrate-1 is exited (3)'],
    ruledOut: ['dependency-unhealthy', 'profile-inactive', 'port-taken', 'running'],
  },
};
