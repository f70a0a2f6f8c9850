import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The program was built for another kind of machine: the engine tries it again and again.',
  images: ['lab/busybox'],
  async arrange(ground) {
    // The head of an ELF file for a processor that this machine is not.
    await ground.write('serve', '\u007fELF\u0002\u0001\u0001', 0o755);
    const container = await service(ground, {
      volumes: ['./serve:/serve:ro'],
      command: ['/serve'],
    });
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'never-started',
    confidence: 'confirmed',
    evidence: ['exec /serve: exec format error'],
    ruledOut: ['command-rejected', 'configuration-missing', 'stable'],
  },
};
