import type { Fault } from '../../fault.ts';
import { startRegistry } from '../../registry.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The tag was never pushed to the registry.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const port = await startRegistry(ground);
    await declare(ground, { worker: { image: `127.0.0.1:${String(port)}/shop/worker:7` } });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'image-absent',
    confidence: 'confirmed',
    evidence: ['manifest unknown'],
    ruledOut: [
      'registry-refused',
      'registry-unreachable',
      'removed',
      'profile-inactive',
      'running',
    ],
  },
  notCures: [{ what: 'Running `docker compose up -d` again', apply: (ground) => up(ground) }],
};
