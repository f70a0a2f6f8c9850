import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check calls a missing program silently, and nothing may be started in containers.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: 'curl -fs http://127.0.0.1:8000/ > /dev/null 2>&1 || exit 1',
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container }, args: ['--no-exec'] };
  },
  expect: {
    diagnosis: 'tool-missing',
    confidence: 'confirmed',
    evidence: ['curl: in no folder of'],
    ruledOut: ['wrong-port', 'application-not-listening'],
  },
};
