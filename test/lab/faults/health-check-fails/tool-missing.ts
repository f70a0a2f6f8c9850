import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check calls wget, which the image does not have, while the application answers.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: ['CMD', 'wget', '-qO-', 'http://127.0.0.1:8000/'],
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: {} };
  },
  expect: {
    diagnosis: 'tool-missing',
    confidence: 'confirmed',
    evidence: ['executable file not found', 'wget'],
    ruledOut: ['wrong-port', 'wrong-path', 'application-error', 'no-shell', 'too-impatient'],
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
