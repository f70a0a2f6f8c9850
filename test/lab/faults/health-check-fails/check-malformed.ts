import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'A whole command line stands as one word of a program form.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: ['CMD', 'curl -f http://127.0.0.1:8000/'],
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-malformed',
    confidence: 'confirmed',
    evidence: ['curl -f http://127.0.0.1:8000/'],
    ruledOut: ['tool-missing', 'no-shell', 'wrong-port'],
  },
};
