import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The program form ends in `|| false`, which curl takes for addresses.',
  images: ['lab/curl'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/curl',
      command: ['sleep', 'infinity'],
      test: ['CMD', 'curl', '-sS', '-m', '1', 'file:///etc/passwd', '||', 'false'],
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-malformed',
    confidence: 'confirmed',
    evidence: ['resolve host: ||'],
    ruledOut: ['tool-missing', 'application-not-listening'],
  },
};
