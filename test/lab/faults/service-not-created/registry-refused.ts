import type { Fault } from '../../fault.ts';
import { startRegistry } from '../../registry.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The registry wants a login, and nobody has logged in here.',
  images: ['lab/busybox'],
  async arrange(ground) {
    // The bcrypt of a password that nobody is told.
    const users = await ground.write(
      'users',
      'deploy:$2b$04$A4D64MY6ESdSXEcmqnNh2.iahWIG7K/EBviLb7yuFMV1ywKk4YFuW\n',
    );
    const port = await startRegistry(ground, users);
    await declare(ground, { worker: { image: `127.0.0.1:${String(port)}/shop/worker:7` } });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'registry-refused',
    confidence: 'likely',
    evidence: ['no basic auth credentials'],
    ruledOut: ['registry-unreachable', 'removed', 'profile-inactive', 'running'],
  },
};
