import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'A job that is done once has a policy that starts it again.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, { command: ['echo', 'migrated: 0 errors'] });
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'exits-cleanly',
    confidence: 'confirmed',
    evidence: ['the last time with 0'],
    ruledOut: ['out-of-memory', 'killed-from-outside', 'command-rejected', 'stable'],
  },
};
