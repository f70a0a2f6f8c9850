import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds, site } from '../../modules.ts';

export const fault: Fault = {
  about: 'A newer image lacks the library too: a later layer replaced the whole folder of it.',
  images: ['lab/python'],
  async arrange(ground) {
    const app = { '/app/main.py': 'import redis\n' };
    const image = await imageWith(ground, 'lab/python', { files: app });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'redis'");
    const folder = `${site}/redis`;
    await imageWith(ground, 'lab/python', {
      files: { ...app, ...installed('redis', '5.0.1') },
      lines: [`RUN rm -rf ${folder} && mkdir ${folder} && touch ${folder}/NOTES`],
    });
    await ground.docker(['restart', name]);
    return {};
  },
  expect: {
    diagnosis: 'package-not-installed',
    ruledOut: ['image-is-older', 'hidden-by-mount', 'import-works'],
  },
};
