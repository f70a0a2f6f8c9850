import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check of Redis keeps an old password, is told so, and ends with 0.',
  images: ['lab/redis'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/redis',
      command: ['redis-server', '--requirepass', 'opensesame-38'],
      test: 'redis-cli -a opensesame-37 ping',
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-proves-nothing',
    confidence: 'confirmed',
    evidence: ['WRONGPASS'],
    ruledOut: ['passes'],
    absent: ['opensesame-37', 'opensesame-38'],
  },
};
