import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The program keeps everything, and reaches the memory limit of its container.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await service(ground, {
      image: 'lab/python',
      mem_limit: '40m',
      memswap_limit: '40m',
      command: ['python3', '-c', 'kept = []\nwhile True: kept.append(bytes(1 << 20))'],
    });
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'out-of-memory',
    confidence: 'confirmed',
    evidence: ['OOMKilled', '40 MiB'],
    ruledOut: ['killed-from-outside', 'exits-cleanly', 'stale-command', 'stable'],
  },
};
