import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The folder was renamed, which changes the text; alembic is still not installed.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { '/app/migrations/env.py': '# environment of the migrations\n' },
    });
    const name = `${ground.name}-api`;
    const command = ['python', '-c', 'from alembic.config import main; main()'];
    await ground.docker(['run', '-d', '--name', name, image, ...command]);
    await logHolds(ground, name, "No module named 'alembic'");
    return {};
  },
  expect: {
    diagnosis: 'package-not-installed',
    confidence: 'confirmed',
    evidence: ["No module named 'alembic'"],
    ruledOut: ['namespace-hides-absence', 'local-file-shadows', 'import-works'],
  },
};
