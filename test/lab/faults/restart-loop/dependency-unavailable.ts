import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The cache is up and listens on another port than the application asks.',
  images: ['lab/node', 'lab/busybox'],
  async arrange(ground) {
    const container = await service(
      ground,
      {
        image: 'lab/node',
        depends_on: ['cache'],
        command: ['node', '-e', 'require("net").connect(6379, "cache")'],
      },
      {
        cache: {
          image: 'lab/busybox',
          init: true,
          command: ['httpd', '-f', '-p', '6380'],
        },
      },
    );
    await loops(ground, container, 2);
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'dependency-unavailable',
    confidence: 'confirmed',
    evidence: ['ECONNREFUSED', ':6379'],
    ruledOut: ['configuration-missing', 'command-rejected', 'mount-is-directory', 'stable'],
  },
  notCures: [
    {
      what: 'Restarting the container',
      apply: async (ground) => {
        await ground.docker(['restart', '-t', '0', `${ground.name}-api-1`]);
        await loops(ground, `${ground.name}-api-1`, 2);
      },
    },
  ],
};
