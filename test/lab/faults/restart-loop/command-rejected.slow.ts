import type { Fault } from '../../fault.ts';
import { loops, service, stateOf } from '../../loops.ts';

export const fault: Fault = {
  about: 'Each attempt lives longer than the look: it is up at every one of them.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, {
      entrypoint: ['sh', '-c', 'sleep 16; exec httpd -f "$$0"', '-Z'],
      command: [],
    });
    await loops(ground, container, 2);
    await ground.until('it is up again', async () => {
      const { Status } = await stateOf(ground, container);
      return Status === 'running' ? true : undefined;
    });
    return {};
  },
  expect: {
    diagnosis: 'command-rejected',
    confidence: 'confirmed',
    evidence: ['invalid option', 'state running'],
    ruledOut: ['stable', 'stale-command'],
  },
};
