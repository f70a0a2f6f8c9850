import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check asks another machine, so no look at this container can explain it.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://192.0.2.1:8000/'),
      timeout: 1,
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: { diagnosis: null },
};
