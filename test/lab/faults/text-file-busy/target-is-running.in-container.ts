import type { Fault } from '../../fault.ts';

const script = [
  'mkdir -p /opt/bin',
  'cp /bin/busybox /opt/bin/sleep',
  '/opt/bin/sleep 1000 &',
  'until readlink /proc/$!/exe | grep -q opt; do :; done',
  'while :; do cp /bin/busybox /opt/bin/sleep; sleep 1; done',
].join('\n');

export const fault: Fault = {
  about: 'A script in a container copies onto the program that the container runs.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const name = `${ground.name}-app`;
    await ground.docker(['run', '-d', '--name', name, 'lab/busybox', 'sh', '-c', script]);
    await ground.until('cp is refused', async () => {
      const { stderr } = await ground.docker(['logs', name]);
      return stderr.includes('Text file busy') ? true : undefined;
    });
    return {};
  },
  expect: {
    diagnosis: 'target-is-running',
    confidence: 'confirmed',
    evidence: ['/opt/bin/sleep 1000'],
    ruledOut: ['writer-holds-file', 'free-now'],
  },
};
