import type { Fault } from '../../fault.ts';
import { asksByShell, becomes, server, startChecked, status } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check is answered by a login page, and prints nothing.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(status(401)),
      test: asksByShell('http://127.0.0.1:8000/', '> /dev/null 2>&1'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'wrong-path',
    confidence: 'confirmed',
    evidence: ['401'],
    ruledOut: ['tool-missing', 'wrong-port', 'application-error'],
  },
};
