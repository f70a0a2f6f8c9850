import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The script of the check has CR LF line ends, so a shell says that it is not found.',
  images: ['lab/python'],
  async arrange(ground) {
    const file = await ground.write('healthcheck.sh', '#!/bin/sh\r\nexit 0\r\n', 0o755);
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: '/healthcheck.sh || exit 1',
      more: { volumes: [`${file}:/healthcheck.sh:ro`] },
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'program-cannot-start',
    confidence: 'confirmed',
    evidence: ['not found', '/healthcheck.sh: /healthcheck.sh'],
    ruledOut: ['tool-missing', 'no-shell', 'wrong-port'],
  },
};
