import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check asks by a name that the service bore before it was renamed.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://shop-frontend:8000/'),
      timeout: 10,
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'name-unknown',
    confidence: 'confirmed',
    evidence: ['shop-frontend:8000'],
    ruledOut: ['wrong-port', 'application-not-listening', 'tool-missing'],
  },
};
