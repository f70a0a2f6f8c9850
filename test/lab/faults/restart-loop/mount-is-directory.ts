import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The file to be mounted is not on the host, so the engine made a folder of its name.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await service(ground, {
      image: 'lab/python',
      volumes: ['./settings.json:/app/settings.json:ro', './data:/data'],
      command: ['python3', '-c', 'import json; json.load(open("/app/settings.json"))'],
    });
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'mount-is-directory',
    confidence: 'confirmed',
    evidence: ['Is a directory', '/settings.json of the host is mounted there'],
    ruledOut: ['configuration-missing', 'command-rejected', 'never-started', 'stable'],
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
