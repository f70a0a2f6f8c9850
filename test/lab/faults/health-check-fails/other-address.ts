import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The application is bound to the address of its container, and the check asks 127.0.0.1.',
  images: ['lab/python'],
  async arrange(ground) {
    const command = server(ok, { host: 'OWN' }).map((word) =>
      word.replace(
        "'OWN'",
        '__import__("socket").gethostbyname(__import__("socket").gethostname())',
      ),
    );
    const container = await startChecked(ground, {
      image: 'lab/python',
      command,
      test: asks('http://127.0.0.1:8000/'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'other-address',
    confidence: 'confirmed',
    evidence: ['refused', ':8000'],
    ruledOut: ['wrong-port', 'address-family', 'application-not-listening', 'loopback-only'],
  },
};
