import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check is a script of its own, which knows what it asks.',
  images: ['lab/python'],
  async arrange(ground) {
    const script =
      '#!/bin/sh\n# asks http://127.0.0.1:3000/ no more\npython3 -c "import urllib.request as r; r.urlopen(\'http://127.0.0.1:8000/\')"\n';
    const file = await ground.write('healthcheck.sh', script, 0o755);
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: ['CMD', '/healthcheck.sh'],
      more: { volumes: [`${file}:/healthcheck.sh:ro`] },
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: { outcome: 'healthy', diagnosis: 'passes', ruledOut: ['check-proves-nothing'] },
};
