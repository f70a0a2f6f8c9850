import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The installed version of a library does not have the part that is imported.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        ...installed('werkzeug', '3.0.1'),
        '/app/main.py': 'from werkzeug.contrib.fixers import ProxyFix\n',
      },
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'werkzeug.contrib'");
    return {};
  },
  expect: {
    diagnosis: 'part-missing',
    confidence: 'confirmed',
    evidence: ['werkzeug/__init__.py (package)'],
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'local-file-shadows',
      'image-is-older',
      'import-works',
    ],
  },
};
