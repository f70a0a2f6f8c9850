import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds, site } from '../../modules.ts';

export const fault: Fault = {
  about: 'A package of the application bears the name of the installed alembic.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        ...installed('alembic', '1.13.1', 'alembic', { 'config.py': 'def main(): print("ok")\n' }),
        '/app/alembic/__init__.py': '',
        '/app/alembic/env.py': '# environment of the migrations\n',
      },
    });
    const name = `${ground.name}-api`;
    const command = ['python', '-c', 'from alembic.config import main; main()'];
    await ground.docker(['run', '-d', '--name', name, image, ...command]);
    await logHolds(ground, name, "No module named 'alembic.config'");
    return {};
  },
  expect: {
    diagnosis: 'local-file-shadows',
    confidence: 'confirmed',
    evidence: ['/app/alembic/__init__.py (package)'],
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'other-interpreter',
      'image-is-older',
      'import-works',
    ],
  },
  notCures: [
    {
      what: 'Installing the library again',
      apply: async (ground) => {
        const config = await ground.write('again/config.py', 'def main(): print("ok")\n');
        const name = `${ground.name}-api`;
        await ground.docker(['cp', config, `${name}:${site}/alembic/config.py`]);
        await ground.docker(['start', name]);
      },
    },
  ],
};
