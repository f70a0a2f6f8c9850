import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds, site } from '../../modules.ts';

export const fault: Fault = {
  about: 'A volume from an older image lies over the installed packages.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { ...installed('redis', '5.0.1'), '/app/main.py': 'import redis\n' },
    });
    const volume = `${ground.name}-packages`;
    await ground.docker(['volume', 'create', volume]);
    // Filled from an image that had no redis yet.
    await ground.docker(['run', '--rm', '-v', `${volume}:${site}`, 'lab/python', 'true']);
    const name = `${ground.name}-api`;
    const mount = ['-v', `${volume}:${site}`];
    await ground.docker(['run', '-d', '--name', name, ...mount, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'redis'");
    return {};
  },
  expect: {
    diagnosis: 'hidden-by-mount',
    confidence: 'confirmed',
    evidence: ['the image has /usr/local/lib/python3.11/site-packages/redis/__init__.py'],
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'local-file-shadows',
      'other-interpreter',
      'image-is-older',
      'import-works',
    ],
  },
  notCures: [
    {
      what: 'Building the image again',
      apply: (ground) =>
        ground.docker(['build', '-q', '--no-cache', '-t', `${ground.name}:latest`, 'image-latest']),
    },
    {
      what: 'Recreating the container',
      apply: async (ground) => {
        const name = `${ground.name}-api`;
        await ground.docker(['rm', '-f', name]);
        const mount = ['-v', `${ground.name}-packages:${site}`];
        const image = `${ground.name}:latest`;
        await ground.docker(['run', '-d', '--name', name, ...mount, image, 'python', 'main.py']);
        await logHolds(ground, name, "No module named 'redis'");
      },
    },
  ],
};
