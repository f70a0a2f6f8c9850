import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: "The container uses the host's network, where many ports are open that are not its own.",
  images: ['lab/python'],
  async arrange(ground) {
    const port = 20_000 + Math.floor(Math.random() * 5000) * 2;
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok, { host: '127.0.0.1', port }),
      test: asks(`http://127.0.0.1:${String(port + 1)}/`),
      more: { network_mode: 'host' },
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'wrong-port',
    confidence: 'confirmed',
    evidence: ['nothing listens on', 'answered on port'],
    ruledOut: ['loopback-only', 'application-not-listening'],
  },
};
