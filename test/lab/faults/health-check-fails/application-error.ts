import type { Fault } from '../../fault.ts';
import { asks, becomes, server, startChecked, status } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The application answers its own check with 500.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(status(500)),
      test: asks('http://127.0.0.1:8000/'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'application-error',
    confidence: 'confirmed',
    evidence: ['500'],
    ruledOut: ['wrong-path', 'wrong-port', 'too-impatient'],
  },
};
