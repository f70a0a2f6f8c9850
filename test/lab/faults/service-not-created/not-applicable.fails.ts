import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';

export const fault: Fault = {
  about: 'The worker has a container, which has ended: that is for another flow.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, { worker: { command: ['sh', '-c', 'exit 4'] } });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: { outcome: 'not-applicable', diagnosis: null },
};
