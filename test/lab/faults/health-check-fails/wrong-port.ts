import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The application listens on 8000, its check asks 3000.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://127.0.0.1:3000/'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'wrong-port',
    confidence: 'confirmed',
    evidence: ['Connection refused', ':8000'],
    ruledOut: ['tool-missing', 'loopback-only', 'address-family', 'application-not-listening'],
  },
  notCures: [
    {
      what: 'Restart the container',
      apply: async (ground) => {
        const container = `${ground.name}-web-1`;
        await ground.docker(['restart', '-t', '0', container]);
        await becomes(ground, container, 'unhealthy');
      },
    },
  ],
};
