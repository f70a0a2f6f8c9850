import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'A multi-stage build copied the packages to the folder of another minor version.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        '/app/main.py': 'import redis\n',
        '/usr/local/lib/python3.12/site-packages/redis/__init__.py': '',
      },
    });
    const name = `${ground.name}-api`;
    await ground.docker([
      'run',
      '-d',
      '--restart',
      'always',
      '--name',
      name,
      image,
      'python',
      'main.py',
    ]);
    await logHolds(ground, name, "No module named 'redis'");
    return {};
  },
  expect: {
    diagnosis: 'other-interpreter',
    confidence: 'confirmed',
    evidence: ['/usr/local/lib/python3.12/site-packages/redis/__init__.py'],
    ruledOut: ['package-not-installed', 'hidden-by-mount', 'image-is-older', 'import-works'],
  },
};
