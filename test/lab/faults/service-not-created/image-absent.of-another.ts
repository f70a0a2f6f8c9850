import type { Fault } from '../../fault.ts';
import { startRegistry } from '../../registry.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'Another service has an image that nobody pushed: Compose makes nothing at all.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const port = await startRegistry(ground);
    await declare(ground, {});
    await up(ground);
    const mailer = { image: `127.0.0.1:${String(port)}/shop/mailer:7` };
    await declare(ground, { worker: {}, mailer });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'image-absent',
    confidence: 'confirmed',
    evidence: ['shop/mailer:7 is not here'],
    ruledOut: ['registry-refused', 'removed', 'profile-inactive', 'running'],
  },
};
