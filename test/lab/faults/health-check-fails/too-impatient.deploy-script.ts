import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The deploy script waits four seconds for an application that needs six.',
  images: ['lab/python'],
  async arrange(ground) {
    const file = await ground.write(
      'deploy.sh',
      'docker compose up -d\nfor i in 1 2 3 4; do\n  curl -f http://localhost:8000/health && exit 0\n  sleep 1\ndone\nexit 1\n',
    );
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok, { after: 6 }),
      test: asks('http://127.0.0.1:8000/'),
      interval: 2,
      retries: 10,
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container, file } };
  },
  expect: {
    diagnosis: 'too-impatient',
    confidence: 'confirmed',
    evidence: ['deploy.sh:2'],
    ruledOut: ['tool-missing', 'application-error'],
  },
};
