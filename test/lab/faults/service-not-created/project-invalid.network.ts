import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The network that others are to share was never made.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {});
    await up(ground);
    const networks = { default: { external: true, name: `${ground.name}-edge` } };
    await declare(ground, { worker: {} }, { networks });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'project-invalid',
    confidence: 'confirmed',
    evidence: ['-edge'],
    ruledOut: ['name-conflict', 'removed', 'image-absent', 'running'],
  },
};
