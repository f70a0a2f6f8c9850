import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'python-dateutil is installed, and the program imports it by that name.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        ...installed('python_dateutil', '2.9.0', 'dateutil'),
        '/app/main.py': 'import python_dateutil\n',
      },
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'python_dateutil'");
    return {};
  },
  expect: {
    diagnosis: 'distribution-name-differs',
    confidence: 'confirmed',
    evidence: ['python-dateutil 2.9.0 is installed and brings dateutil'],
    ruledOut: [
      'package-not-installed',
      'other-interpreter',
      'hidden-by-mount',
      'image-is-older',
      'import-works',
    ],
  },
};
