import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The program needs a variable that the container was not given.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await service(ground, {
      image: 'lab/python',
      environment: { SMTP_PASSWORD: 'Lantern-Orchid-64' },
      command: ['python3', '-c', 'import os; os.environ["SHOP_SIGNING_KEY"]'],
    });
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'configuration-missing',
    confidence: 'confirmed',
    evidence: ["KeyError: 'SHOP_SIGNING_KEY'", 'SHOP_SIGNING_KEY is not set'],
    ruledOut: ['command-rejected', 'dependency-unavailable', 'mount-is-directory', 'stable'],
    absent: ['Lantern-Orchid-64'],
  },
};
