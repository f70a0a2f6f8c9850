import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The deploy script waits three seconds for an application that needs twelve.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok, { after: 12 }),
      test: asks('http://127.0.0.1:8000/'),
      // The engine keeps five runs: the first must still be among them when it is looked at.
      interval: 10,
      retries: 10,
      ports: ['127.0.0.1::8000'],
    });
    const published = await ground.docker(['port', container, '8000/tcp']);
    const url = `http://${published.stdout.trim()}/health`;
    const file = await ground.write(
      'deploy.sh',
      `docker compose up -d\nfor i in 1 2 3; do\n  curl -fsS -m 1 ${url} && exit 0\n  sleep 1\ndone\nexit 1\n`,
    );
    await becomes(ground, container, 'healthy');
    return { inputs: { container, file } };
  },
  expect: {
    diagnosis: 'too-impatient',
    confidence: 'confirmed',
    evidence: ['deploy.sh:2', 'the script waits 3000 ms'],
    ruledOut: ['tool-missing', 'application-error'],
  },
};
