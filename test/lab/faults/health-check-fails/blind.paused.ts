import type { Fault } from '../../fault.ts';
import { asks, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The container is paused, so nothing of it can be judged.',
  images: ['lab/python'],
  async arrange(ground) {
    const command = server(ok);
    const test = asks('http://127.0.0.1:8000/');
    const container = await startChecked(ground, { image: 'lab/python', command, test });
    await ground.docker(['pause', container]);
    ground.defer(() => ground.docker(['unpause', container]));
    return { inputs: { container } };
  },
  expect: { diagnosis: null },
};
