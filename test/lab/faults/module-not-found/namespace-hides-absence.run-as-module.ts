import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The same, started with -m: the text says that the folder cannot be executed.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { '/app/alembic/env.py': '# environment of the migrations\n' },
    });
    const name = `${ground.name}-api`;
    await ground.docker([
      'run',
      '-d',
      '--name',
      name,
      image,
      'python',
      '-m',
      'alembic',
      'upgrade',
      'head',
    ]);
    await logHolds(ground, name, 'No module named alembic.__main__');
    return {};
  },
  expect: {
    diagnosis: 'namespace-hides-absence',
    confidence: 'confirmed',
    evidence: ['/app/alembic (namespace)'],
    ruledOut: ['package-not-installed', 'local-file-shadows', 'import-works'],
  },
};
