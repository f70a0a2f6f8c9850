import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'A package of Node is missing, for a script in a folder of its own.',
  images: ['lab/node'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/node', {
      files: {
        '/app/node_modules/left-pad/package.json': '{"name": "left-pad"}',
        '/app/src/server.mjs': "import express from 'express';\n",
      },
    });
    const name = `${ground.name}-web`;
    await ground.docker(['run', '-d', '--name', name, image, 'node', 'src/server.mjs']);
    await logHolds(ground, name, "Cannot find package 'express'");
    return {};
  },
  expect: {
    diagnosis: 'package-not-installed',
    confidence: 'confirmed',
    evidence: ['/app/src/node_modules, /app/node_modules, /node_modules'],
    ruledOut: [
      'other-interpreter',
      'hidden-by-mount',
      'image-is-older',
      'file-missing',
      'import-works',
    ],
  },
};
