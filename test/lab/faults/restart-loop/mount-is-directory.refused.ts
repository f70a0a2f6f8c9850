import type { Fault } from '../../fault.ts';
import { service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The image has a file where the folder is to be mounted: the engine does not start it.',
  images: ['lab/python'],
  async arrange(ground) {
    await service(ground, {
      image: 'lab/python',
      volumes: ['./passwd:/etc/passwd:ro'],
      command: ['sleep', '1000'],
    });
    return {};
  },
  expect: {
    diagnosis: 'mount-is-directory',
    confidence: 'confirmed',
    ruledOut: ['never-started', 'stable', 'out-of-memory'],
  },
};
