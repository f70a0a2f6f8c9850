import type { Fault } from '../../fault.ts';
import { healthy } from '../../healthy.ts';

export const fault: Fault = {
  about: 'Nothing is wrong: the application logs in with the URL of its env file.',
  images: ['lab/postgres', 'lab/busybox'],
  async arrange(ground) {
    await healthy(ground);
    return { inputs: { container: `${ground.name}-api-1` } };
  },
  expect: { outcome: 'healthy', diagnosis: 'works-now', ruledOut: ['volume-keeps-old-password'] },
};
