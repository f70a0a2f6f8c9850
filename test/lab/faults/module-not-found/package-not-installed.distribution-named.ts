import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'pydantic says which distribution it misses, and that is not the name of the module.',
  images: ['lab/python'],
  async arrange(ground) {
    const code = [
      'try:',
      '    import email_validator',
      'except ImportError as error:',
      "    raise ImportError('email-validator is not installed, run `pip install pydantic[email]`') from error",
    ].join('\n');
    const image = await imageWith(ground, 'lab/python', { files: { '/app/main.py': `${code}\n` } });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, 'email-validator is not installed');
    return {};
  },
  expect: {
    diagnosis: 'package-not-installed',
    confidence: 'confirmed',
    evidence: ['email-validator is not installed'],
    ruledOut: ['distribution-name-differs', 'other-interpreter', 'image-is-older', 'import-works'],
  },
};
