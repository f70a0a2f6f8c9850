import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The application is bound to 127.0.0.1, and its check asks by the name of the service.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok, { host: '127.0.0.1' }),
      test: asks('http://web:8000/'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'loopback-only',
    confidence: 'confirmed',
    evidence: ['127.0.0.1:8000', 'refused'],
    ruledOut: ['wrong-port', 'other-address', 'application-error', 'name-unknown'],
  },
};
