import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The worker waits for a service behind a profile: the whole project is refused.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {});
    await up(ground);
    await declare(ground, { worker: { depends_on: ['queue'] }, queue: { profiles: ['jobs'] } });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'project-invalid',
    confidence: 'confirmed',
    evidence: ['undefined service'],
    ruledOut: ['profile-inactive', 'not-in-project', 'running'],
  },
};
