import type { Fault } from '../../fault.ts';
import { freePort } from '../../registry.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The registry of the image does not run.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const port = await freePort();
    await declare(ground, { worker: { image: `127.0.0.1:${String(port)}/shop/worker:7` } });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'registry-unreachable',
    confidence: 'confirmed',
    evidence: ['connection refused'],
    ruledOut: ['registry-refused', 'image-absent', 'removed', 'running'],
  },
};
