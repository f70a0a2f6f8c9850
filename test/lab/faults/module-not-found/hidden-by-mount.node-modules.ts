import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The source is mounted over the folder into which the image installed its packages.',
  images: ['lab/node'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/node', {
      files: {
        '/app/node_modules/express/package.json': '{"name": "express", "main": "index.js"}',
        '/app/node_modules/express/index.js': 'module.exports = {};',
        '/app/server.js': "require('express'); console.log('up');",
      },
    });
    await ground.write('src/server.js', "require('express'); console.log('up');\n");
    const name = `${ground.name}-web`;
    const mount = ['-v', `${ground.dir}/src:/app`];
    await ground.docker(['run', '-d', '--name', name, ...mount, image, 'node', 'server.js']);
    await logHolds(ground, name, "Cannot find module 'express'");
    return {};
  },
  expect: {
    diagnosis: 'hidden-by-mount',
    confidence: 'confirmed',
    evidence: ['the image has /app/node_modules/express/package.json'],
    ruledOut: [
      'package-not-installed',
      'other-interpreter',
      'image-is-older',
      'file-missing',
      'import-works',
    ],
  },
};
