import type { Fault } from '../../fault.ts';
import { freePort } from '../../registry.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The api has the port that the worker is to publish.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const port = await freePort();
    await declare(ground, {
      api: { ports: [`127.0.0.1:${String(port)}:80`] },
      worker: { ports: [`127.0.0.1:${String(port)}:80`], depends_on: ['api'] },
    });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'port-taken',
    confidence: 'confirmed',
    evidence: ['port is already allocated'],
    ruledOut: ['dependency-unhealthy', 'name-conflict', 'profile-inactive', 'running'],
  },
};
