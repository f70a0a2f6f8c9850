import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The program that the container starts was not built into the image.',
  images: ['lab/node'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/node', { files: { '/app/package.json': '{}' } });
    const name = `${ground.name}-web`;
    await ground.docker([
      'run',
      '-d',
      '--restart',
      'always',
      '--name',
      name,
      image,
      'node',
      'dist/server.js',
    ]);
    await logHolds(ground, name, "Cannot find module '/app/dist/server.js'");
    return {};
  },
  expect: {
    diagnosis: 'file-missing',
    confidence: 'confirmed',
    evidence: ['/app/dist/server.js is not there'],
    ruledOut: ['package-not-installed', 'hidden-by-mount', 'image-is-older', 'import-works'],
  },
};
