import type { Fault } from '../../fault.ts';
import { asks, becomes, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check asks a page that the application does not have, and it has another.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server("self.send_response(200 if self.path == '/' else 404)\nself.end_headers()"),
      test: asks('http://127.0.0.1:8000/healthy'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'wrong-path',
    confidence: 'confirmed',
    evidence: ['404'],
    ruledOut: ['wrong-port', 'application-error', 'tool-missing'],
  },
};
