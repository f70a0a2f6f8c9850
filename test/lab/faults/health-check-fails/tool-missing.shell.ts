import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check calls wget through a shell and turns every failure into 1.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: 'wget -qO- http://127.0.0.1:8000/ || exit 1',
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'tool-missing',
    confidence: 'confirmed',
    evidence: ['wget: not found'],
    ruledOut: ['check-malformed', 'application-not-listening'],
  },
};
