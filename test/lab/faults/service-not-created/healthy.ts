import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';

export const fault: Fault = {
  about: 'The worker runs; it was sought by the name that another Compose gives.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, { worker: {} });
    await up(ground);
    return { inputs: { container: `${ground.name}_worker_1` } };
  },
  expect: { outcome: 'healthy', diagnosis: 'running' },
};
