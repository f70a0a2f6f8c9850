import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The page takes three seconds, and the check allows one.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(`import time; time.sleep(3)\n${ok}`),
      test: asks('http://127.0.0.1:8000/'),
      timeout: 1,
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'too-impatient',
    confidence: 'confirmed',
    evidence: ['exceeded timeout', '200 after'],
    ruledOut: ['wrong-port', 'application-hangs', 'application-error'],
  },
};
