import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The script of the check lost its execute bit on the way into the image.',
  images: ['lab/python'],
  async arrange(ground) {
    const file = await ground.write('healthcheck.sh', '#!/bin/sh\nexit 0\n', 0o644);
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: ['CMD', '/healthcheck.sh'],
      more: { volumes: [`${file}:/healthcheck.sh:ro`] },
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'program-cannot-start',
    confidence: 'confirmed',
    evidence: ['/healthcheck.sh', 'ermission denied'],
    ruledOut: ['tool-missing', 'no-shell', 'wrong-port'],
  },
  notCures: [
    {
      what: 'Restart the container',
      apply: async (ground) => {
        const container = `${ground.name}-web-1`;
        await ground.docker(['restart', '--time', '0', container]);
        await becomes(ground, container, 'unhealthy');
      },
    },
  ],
};
