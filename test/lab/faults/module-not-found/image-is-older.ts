import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The image was built again with the library, and the container was only restarted.',
  images: ['lab/python'],
  async arrange(ground) {
    const app = { '/app/main.py': 'import redis\n' };
    const image = await imageWith(ground, 'lab/python', { files: app });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'redis'");
    await imageWith(ground, 'lab/python', { files: { ...app, ...installed('redis', '5.0.1') } });
    await ground.docker(['restart', name]);
    return {};
  },
  expect: {
    diagnosis: 'image-is-older',
    confidence: 'confirmed',
    evidence: ['it has /usr/local/lib/python3.11/site-packages/redis/__init__.py'],
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'local-file-shadows',
      'other-interpreter',
      'hidden-by-mount',
      'import-works',
    ],
  },
  notCures: [
    {
      what: 'Restarting the container',
      apply: (ground) => ground.docker(['restart', '-t', '0', `${ground.name}-api`]),
    },
    {
      what: 'Building without a cache',
      apply: (ground) =>
        ground.docker(['build', '-q', '--no-cache', '-t', `${ground.name}:latest`, 'image-latest']),
    },
  ],
};
