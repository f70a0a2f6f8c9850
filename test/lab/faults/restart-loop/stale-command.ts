import type { Fault } from '../../fault.ts';
import { declare, loops, service } from '../../loops.ts';

const started = { command: ['httpd', '-f', '-Z'] };

export const fault: Fault = {
  about: 'The command was corrected in the compose file, and the container was only restarted.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, started);
    await loops(ground, container);
    await declare(ground, { command: ['httpd', '-f', '-p', '8080'] });
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'stale-command',
    confidence: 'confirmed',
    evidence: ['invalid option', '["httpd","-f","-Z"] → ["httpd","-f","-p","8080"]'],
    ruledOut: [
      'command-rejected',
      'out-of-memory',
      'mount-is-directory',
      'configuration-missing',
      'dependency-unavailable',
      'exits-cleanly',
      'killed-from-outside',
      'health-restarter',
      'stable',
    ],
  },
  notCures: [
    {
      what: 'Restarting the container',
      apply: async (ground) => {
        await ground.docker(['restart', '-t', '0', `${ground.name}-api-1`]);
        await loops(ground, `${ground.name}-api-1`);
      },
    },
  ],
};
