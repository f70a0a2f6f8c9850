import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'It ends with an error of its own. What it was given and what it asked for is there.',
  images: ['lab/python'],
  async arrange(ground) {
    const code = [
      'import os, sys',
      'print("environment variable SHOP_KEY is required", len(os.environ["SHOP_KEY"]))',
      'raise RuntimeError("the ledger does not balance")',
    ];
    const container = await service(ground, {
      image: 'lab/python',
      environment: { SHOP_KEY: 'Harbour-Meadow-32' },
      command: ['python3', '-c', code.join('\n')],
    });
    await loops(ground, container);
    return { inputs: { container } };
  },
  expect: { diagnosis: null, ruledOut: ['stable'], absent: ['Harbour-Meadow-32'] },
};
