import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The deploy script asks a port of the host that nothing publishes.',
  images: ['lab/python'],
  async arrange(ground) {
    const file = await ground.write(
      'deploy.sh',
      'docker compose up -d\nsleep 5\ncurl -f http://localhost:2/health || exit 1\n',
    );
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://127.0.0.1:8000/'),
      ports: ['127.0.0.1::8000'],
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container, file } };
  },
  expect: {
    diagnosis: 'wrong-port',
    confidence: 'confirmed',
    evidence: ['nothing listens on port 2 of the host'],
    ruledOut: ['tool-missing', 'too-impatient'],
  },
};
