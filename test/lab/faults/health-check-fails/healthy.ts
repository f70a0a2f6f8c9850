import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check passes, and the page answers from outside.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://127.0.0.1:8000/'),
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: {
    outcome: 'healthy',
    diagnosis: 'passes',
    ruledOut: ['tool-missing', 'wrong-port', 'application-error', 'check-proves-nothing'],
  },
};
