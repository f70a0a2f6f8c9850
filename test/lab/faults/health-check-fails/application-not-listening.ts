import type { Fault } from '../../fault.ts';
import { asks, becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The main process lives and never opens a port.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: ['sleep', 'infinity'],
      test: asks('http://127.0.0.1:8000/'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'application-not-listening',
    confidence: 'likely',
    evidence: ['nothing listens'],
    ruledOut: ['wrong-port', 'tool-missing', 'application-error'],
    notRuledOut: ['too-impatient'],
  },
};
