import type { Fault } from '../../fault.ts';
import { service, stateOf } from '../../loops.ts';

export const fault: Fault = {
  about: 'A script has the engine kill the container, and starts it again.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, { command: ['sleep', '54321'] });
    const first = await stateOf(ground, container);
    const watch = `while :; do docker kill ${container}; docker start ${container}; sleep 1; done`;
    await ground.start(['sh', '-c', watch], { env: { ...ground.env } });
    let starts = 0;
    let last = first.StartedAt;
    await ground.until('it was killed three times', async () => {
      const { StartedAt } = await stateOf(ground, container);
      if (StartedAt !== last) starts += 1;
      last = StartedAt;
      return starts >= 3 ? true : undefined;
    });
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'killed-from-outside',
    confidence: 'confirmed',
    evidence: ['SIGKILL'],
    ruledOut: ['out-of-memory', 'health-restarter', 'stable'],
  },
};
