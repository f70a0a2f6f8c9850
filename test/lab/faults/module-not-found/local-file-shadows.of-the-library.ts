import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'A script of the application is called email.py, like a part of the standard library.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { '/app/email.py': '# sends mail\n', '/app/main.py': 'import email.mime.text\n' },
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'email.mime'");
    return {};
  },
  expect: {
    diagnosis: 'local-file-shadows',
    confidence: 'confirmed',
    evidence: ['/app/email.py (module)'],
    ruledOut: ['package-not-installed', 'namespace-hides-absence', 'import-works'],
  },
};
