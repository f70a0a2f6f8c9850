import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds, site } from '../../modules.ts';

export const fault: Fault = {
  about: 'The library was put in place after the first start failed, beside a folder of its name.',
  images: ['lab/python'],
  async arrange(ground) {
    const app = '/app/main.py';
    const image = await imageWith(ground, 'lab/python', {
      files: {
        [app]: 'import time\nfrom alembic.config import main\nmain()\ntime.sleep(1000)\n',
        '/app/alembic/env.py': '# environment of the migrations\n',
      },
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', app]);
    await logHolds(ground, name, "No module named 'alembic.config'");
    const files = installed('alembic', '1.13.1', 'alembic', {
      'config.py': 'def main(): print("up")\n',
    });
    for (const [path, content] of Object.entries(files)) {
      await ground.write(`later${path.slice(site.length)}`, content);
    }
    await ground.docker(['cp', `${ground.dir}/later/.`, `${name}:${site}`]);
    await ground.docker(['start', name]);
    await ground.until('it is up', async () => {
      const { stdout } = await ground.docker(['inspect', '--format', '{{.State.Status}}', name]);
      return stdout.trim() === 'running' ? true : undefined;
    });
    return {};
  },
  expect: {
    outcome: 'healthy',
    diagnosis: 'import-works',
    ruledOut: [
      'package-not-installed',
      'namespace-hides-absence',
      'local-file-shadows',
      'image-is-older',
    ],
  },
};
