import type { Fault } from '../../fault.ts';
import { declare, loops } from '../../loops.ts';

export const fault: Fault = {
  about: 'The same with Compose v1, which old hosts still have.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, { command: ['httpd', '-f', '-Z'] });
    await ground.composeV1(['up', '-d']);
    const container = `${ground.name}_api_1`;
    await loops(ground, container);
    await declare(ground, { command: ['httpd', '-f', '-p', '8080'] });
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'stale-command',
    confidence: 'confirmed',
    evidence: ['["httpd","-f","-Z"] → ["httpd","-f","-p","8080"]'],
    ruledOut: ['command-rejected', 'stable'],
  },
};
