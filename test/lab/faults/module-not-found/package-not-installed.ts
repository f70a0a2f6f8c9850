import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The application imports a library that the image was built without.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { '/app/main.py': 'import redis\n' },
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
    diagnosis: 'package-not-installed',
    confidence: 'confirmed',
    evidence: ["No module named 'redis'", '/usr/local/lib/python3.11/site-packages'],
    ruledOut: [
      'namespace-hides-absence',
      'local-file-shadows',
      'other-interpreter',
      'hidden-by-mount',
      'image-is-older',
      'distribution-name-differs',
      'part-missing',
      'folder-not-searched',
      'import-works',
    ],
  },
  notCures: [
    {
      what: 'Restarting the container',
      apply: (ground) => ground.docker(['restart', '-t', '0', `${ground.name}-api`]),
    },
    {
      what: 'Trying with `docker run --rm IMAGE pip list`',
      apply: (ground) =>
        ground.docker(['run', '--rm', `${ground.name}:latest`, 'python', '-c', 'import redis'], {
          reject: false,
        }),
    },
  ],
};
