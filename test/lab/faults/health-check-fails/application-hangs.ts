import type { Fault } from '../../fault.ts';
import { asks, becomes, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The application takes connections and never answers.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server('import time; time.sleep(3600)'),
      test: asks('http://127.0.0.1:8000/'),
      timeout: 1,
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'application-hangs',
    confidence: 'confirmed',
    evidence: ['exceeded timeout'],
    ruledOut: ['wrong-port', 'application-not-listening'],
  },
};
