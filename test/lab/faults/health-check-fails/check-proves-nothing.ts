import type { Fault } from '../../fault.ts';
import { asksByShell, becomes, server, startChecked, status } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check ends in `|| true`, and the application answers with 500.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(status(500)),
      test: asksByShell('http://127.0.0.1:8000/', '|| true'),
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-proves-nothing',
    confidence: 'confirmed',
    evidence: ['exit 0', '500'],
    ruledOut: ['passes', 'application-error'],
  },
};
