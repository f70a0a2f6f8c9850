import type { Fault } from '../../fault.ts';
import { declare } from '../../loops.ts';

export const fault: Fault = {
  about: 'It was created and never started: no attempt failed.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, { command: ['sleep', '1000'] });
    await ground.compose(['create']);
    return { inputs: { container: `${ground.name}-api-1` } };
  },
  expect: { outcome: 'not-applicable', diagnosis: null },
};
