import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'A script of the host kills the process whenever it finds it.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, { command: ['sleep', '54321'] });
    const watch = `while :; do
      kill -9 $(docker inspect -f '{{.State.Pid}}' ${container}) 2>/dev/null; sleep 1
    done`;
    await ground.start(['sh', '-c', watch], { env: { ...ground.env } });
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'killed-from-outside',
    confidence: 'likely',
    evidence: ['137'],
    ruledOut: ['out-of-memory', 'exits-cleanly', 'health-restarter', 'command-rejected'],
  },
};
