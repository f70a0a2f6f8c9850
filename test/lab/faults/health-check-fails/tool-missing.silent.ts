import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check calls wget, which is not there, and throws away the words that say so.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: 'wget -qO- http://127.0.0.1:8000/ > /dev/null 2>&1 || exit 1',
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'tool-missing',
    confidence: 'confirmed',
    evidence: ['it printed nothing', 'wget: in no folder of'],
    ruledOut: ['wrong-port', 'application-not-listening'],
  },
};
