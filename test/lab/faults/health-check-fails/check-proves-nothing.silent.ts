import type { Fault } from '../../fault.ts';
import { becomes, server, startChecked, status } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check looks at no status and prints nothing, and the application answers with 503.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(status(503)),
      test: [
        'CMD',
        'python3',
        '-c',
        "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000); c.request('GET', '/'); url = 'http://127.0.0.1:8000/'",
      ],
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-proves-nothing',
    confidence: 'likely',
    evidence: ['503'],
    ruledOut: ['passes'],
  },
};
