import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check is written for a shell, in an image that has none.',
  images: ['lab/static'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/static',
      test: 'wget -qO- http://127.0.0.1:8080/ || exit 1',
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'no-shell',
    confidence: 'confirmed',
    evidence: ['/bin/sh'],
    ruledOut: ['tool-missing', 'wrong-port', 'check-malformed'],
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
