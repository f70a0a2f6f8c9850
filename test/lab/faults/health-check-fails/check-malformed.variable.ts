import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The program form names a variable, which no shell is there to fill in.',
  images: ['lab/curl'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/curl',
      command: ['sleep', 'infinity'],
      test: ['CMD', 'curl', '-fsS', 'http://127.0.0.1:$PORT/'],
      more: { environment: { PORT: '8000' } },
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-malformed',
    confidence: 'confirmed',
    evidence: ['$PORT'],
    ruledOut: ['tool-missing', 'application-not-listening', 'wrong-port'],
  },
};
