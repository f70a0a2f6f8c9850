import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'alembic is not installed, and the folder of its migrations answers to the name.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        '/app/alembic/env.py': '# environment of the migrations\n',
        '/app/alembic/versions/0001_start.py': '# first migration\n',
      },
    });
    const name = `${ground.name}-api`;
    const command = ['python', '-c', 'from alembic.config import main; main()'];
    await ground.docker(['run', '-d', '--name', name, image, ...command]);
    await logHolds(ground, name, "No module named 'alembic.config'");
    return {};
  },
  expect: {
    diagnosis: 'namespace-hides-absence',
    confidence: 'confirmed',
    evidence: ['/app/alembic (namespace)', "No module named 'alembic.config'"],
    ruledOut: [
      'package-not-installed',
      'local-file-shadows',
      'other-interpreter',
      'hidden-by-mount',
      'image-is-older',
      'part-missing',
      'import-works',
    ],
  },
  notCures: [
    {
      what: 'Restarting the container',
      apply: (ground) => ground.docker(['restart', '-t', '0', `${ground.name}-api`]),
    },
  ],
};
