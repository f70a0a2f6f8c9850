import type { Fault } from '../../fault.ts';
import { loops } from '../../loops.ts';

export const fault: Fault = {
  about: 'Started without Compose: nothing but the container itself declares its command.',
  images: ['lab/busybox'],
  engine: '26',
  async arrange(ground) {
    const container = `${ground.name}-web`;
    const command = ['httpd', '-f', '-Z'];
    await ground.docker([
      ...['run', '-d', '--restart', 'unless-stopped', '--name', container],
      ...['lab/busybox', ...command],
    ]);
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'command-rejected',
    confidence: 'confirmed',
    evidence: ['invalid option'],
    ruledOut: ['stale-command'],
  },
};
