import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The application needs fifteen seconds to start, and the check allows two.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok, { after: 15 }),
      test: asks('http://127.0.0.1:8000/'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'too-impatient',
    confidence: 'confirmed',
    evidence: [':8000'],
    ruledOut: ['application-not-listening', 'wrong-port'],
  },
};
