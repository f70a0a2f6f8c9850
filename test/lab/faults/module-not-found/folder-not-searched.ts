import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about:
    'A console script starts from its own folder, and does not find the application beside it.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        '/app/shop/__init__.py': '',
        '/app/shop/jobs.py': '',
        '/usr/local/bin/worker': '#!/usr/local/bin/python\nimport shop.jobs\n',
      },
    });
    const name = `${ground.name}-worker`;
    await ground.docker(['run', '-d', '--name', name, image, 'worker']);
    await logHolds(ground, name, "No module named 'shop'");
    return {};
  },
  expect: {
    diagnosis: 'folder-not-searched',
    confidence: 'confirmed',
    evidence: ['/app/shop/__init__.py'],
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'other-interpreter',
      'image-is-older',
      'import-works',
    ],
  },
};
