import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The image packs Python without SQLite.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { '/app/main.py': 'import sqlite3\n' },
      lines: ['RUN rm -rf /usr/lib/python3.11/sqlite3 /usr/lib/python3.11/lib-dynload/_sqlite3*'],
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'sqlite3'");
    return {};
  },
  expect: {
    diagnosis: 'not-in-this-python',
    confidence: 'confirmed',
    evidence: ['built or packed without it'],
    ruledOut: ['package-not-installed', 'other-interpreter', 'image-is-older', 'import-works'],
  },
};
