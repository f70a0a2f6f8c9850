import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about:
    'The library is in a virtual environment, and the command starts the Python of the system.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        '/app/main.py': 'import redis\n',
        '/opt/venv/lib/python3.11/site-packages/redis/__init__.py': '',
        '/opt/venv/pyvenv.cfg':
          'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n',
      },
      lines: ['RUN mkdir -p /opt/venv/bin && ln -s /usr/bin/python3.11 /opt/venv/bin/python'],
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'redis'");
    return {};
  },
  expect: {
    diagnosis: 'other-interpreter',
    confidence: 'confirmed',
    evidence: ['/opt/venv/lib/python3.11/site-packages/redis/__init__.py'],
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'local-file-shadows',
      'hidden-by-mount',
      'image-is-older',
      'import-works',
    ],
  },
};
