import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about:
    'The container is healthy, and the deploy script asks it with a program that it does not have.',
  images: ['lab/python'],
  async arrange(ground) {
    const file = await ground.write(
      'deploy.sh',
      [
        '#!/bin/sh',
        'docker compose up -d',
        // It waits longer than any machine needs, so that its patience is proven, not measured.
        'for i in $(seq 1 300); do',
        '  docker compose exec -T web wget -qO- http://127.0.0.1:8000/ >/dev/null 2>&1 && exit 0',
        '  sleep 2',
        'done',
        'exit 1',
      ].join('\n'),
    );
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://127.0.0.1:8000/'),
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container, file } };
  },
  expect: {
    diagnosis: 'tool-missing',
    confidence: 'confirmed',
    evidence: ['deploy.sh:4', 'wget: in no folder of'],
    ruledOut: ['too-impatient', 'application-error'],
  },
};
