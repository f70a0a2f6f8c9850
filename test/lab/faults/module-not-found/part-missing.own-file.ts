import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'A file of the application itself did not come into the image.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { '/app/shop/main.py': 'from shop.models import Order\n' },
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', '-m', 'shop.main']);
    await logHolds(ground, name, "No module named 'shop.models'");
    return {};
  },
  expect: {
    diagnosis: 'part-missing',
    confidence: 'confirmed',
    evidence: ['shop.models is not in it'],
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'local-file-shadows',
      'import-works',
    ],
  },
};
