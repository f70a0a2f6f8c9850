import type { Fault } from '../../fault.ts';
import { service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The program that the compose file names is not in the image.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await service(ground, { command: ['gunicorn', 'shop:app'] });
    return {};
  },
  expect: {
    diagnosis: 'never-started',
    confidence: 'confirmed',
    evidence: ['executable file not found'],
    ruledOut: ['mount-is-directory', 'command-rejected', 'stable', 'out-of-memory'],
  },
};
