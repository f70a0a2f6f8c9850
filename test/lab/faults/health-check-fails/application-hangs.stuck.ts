import type { Fault } from '../../fault.ts';
import { asks, becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The application stands still: the kernel takes connections that nobody picks up.',
  images: ['lab/python'],
  async arrange(ground) {
    const stuck = [
      'import socket, time',
      'server = socket.create_server(("", 8000), backlog=5)',
      'time.sleep(3600)',
    ];
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: ['python3', '-c', stuck.join('\n')],
      test: asks('http://127.0.0.1:8000/'),
      // Long enough for Python to start and to connect, on a busy machine too.
      timeout: 4,
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'application-hangs',
    confidence: 'confirmed',
    evidence: ['wait to be taken'],
    ruledOut: ['wrong-port', 'too-impatient', 'application-error'],
  },
};
