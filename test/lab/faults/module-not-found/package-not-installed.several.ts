import type { Fault } from '../../fault.ts';
import { imageWith, installed, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'The log names two modules, one after the other; the first was installed since.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: { '/app/main.py': 'import redis\nimport celery\n' },
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'redis'");
    for (const [path, content] of Object.entries(installed('redis', '5.0.1'))) {
      await ground.write(`later${path}`, content);
    }
    await ground.docker(['cp', `${ground.dir}/later/.`, `${name}:/`]);
    await ground.docker(['start', name]);
    await logHolds(ground, name, "No module named 'celery'");
    return {};
  },
  expect: {
    diagnosis: 'package-not-installed',
    confidence: 'confirmed',
    evidence: ["No module named 'celery'"],
  },
};
