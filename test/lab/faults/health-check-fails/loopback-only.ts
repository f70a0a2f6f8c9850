import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about:
    'The application is bound to 127.0.0.1, so its own check passes and the published port is dead.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok, { host: '127.0.0.1' }),
      test: asks('http://127.0.0.1:8000/'),
      ports: ['127.0.0.1::8000'],
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'loopback-only',
    confidence: 'confirmed',
    evidence: ['127.0.0.1:8000'],
    ruledOut: ['wrong-port', 'application-error', 'passes'],
  },
};
