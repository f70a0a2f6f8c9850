import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'Somebody who may not use the engine looks at a container whose check asks a wrong port.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://127.0.0.1:3000/'),
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container }, user: 'nobody' };
  },
  expect: { diagnosis: null, blind: ['health permission'] },
};
