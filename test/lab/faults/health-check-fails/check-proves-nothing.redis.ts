import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about:
    'Redis wants a password, `redis-cli ping` is refused, and its exit code is 0 all the same.',
  images: ['lab/redis'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/redis',
      command: ['redis-server', '--requirepass', 'opensesame-37'],
      test: ['CMD', 'redis-cli', 'ping'],
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-proves-nothing',
    confidence: 'confirmed',
    evidence: ['NOAUTH'],
    ruledOut: ['passes'],
    absent: ['opensesame-37'],
  },
};
