import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'Its words are kept nowhere: that it loops is seen, and why is not.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, {
      command: ['httpd', '-f', '-Z'],
      logging: { driver: 'none' },
    });
    await loops(ground, container);
    return { inputs: { container } };
  },
  expect: {
    diagnosis: null,
    blind: ['words'],
    ruledOut: ['stable', 'out-of-memory', 'exits-cleanly'],
    notRuledOut: ['stale-command', 'command-rejected', 'configuration-missing'],
  },
};
