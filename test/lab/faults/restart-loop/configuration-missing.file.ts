import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The program needs a file of settings that is not in the container.',
  images: ['lab/node'],
  async arrange(ground) {
    const container = await service(ground, {
      image: 'lab/node',
      command: ['node', '-e', 'fs.readFileSync("/app/settings.json")'],
    });
    await loops(ground, container, 2);
    return {};
  },
  expect: {
    diagnosis: 'configuration-missing',
    confidence: 'confirmed',
    evidence: ['ENOENT', '/app/settings.json is not in the container'],
    ruledOut: ['mount-is-directory', 'command-rejected'],
  },
};
