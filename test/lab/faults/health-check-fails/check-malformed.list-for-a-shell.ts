import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'CMD-SHELL is given a list of words, of which the shell reads only the first.',
  images: ['lab/curl'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/curl',
      command: ['sleep', 'infinity'],
      test: ['CMD-SHELL', 'curl', '-fsS', 'http://127.0.0.1:8000/'],
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-malformed',
    confidence: 'confirmed',
    evidence: ['curl --help'],
    ruledOut: ['tool-missing', 'application-not-listening'],
  },
};
