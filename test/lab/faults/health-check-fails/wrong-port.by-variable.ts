import type { Fault } from '../../fault.ts';
import { asksByShell, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check takes its port from a variable, which says 3000; the application ignores it.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asksByShell('http://127.0.0.1:${PORT:-8000}/', '|| exit 1'),
      more: { environment: { PORT: '3000' } },
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'wrong-port',
    confidence: 'confirmed',
    evidence: ['nothing listens on 3000', 'answered on port 8000'],
    ruledOut: ['tool-missing', 'check-malformed', 'application-not-listening'],
  },
};
