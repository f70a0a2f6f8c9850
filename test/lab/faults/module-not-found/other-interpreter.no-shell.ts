import type { Fault } from '../../fault.ts';
import { imageWith, logHolds } from '../../modules.ts';

export const fault: Fault = {
  about: 'An image without a shell, and no process may be started in it: files tell all the same.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = await imageWith(ground, 'lab/python', {
      files: {
        '/app/main.py':
          'import time\ntry:\n    import redis\nexcept ImportError as e:\n    print("ModuleNotFoundError:", e, flush=True)\ntime.sleep(1000)\n',
        '/opt/venv/lib/python3.11/site-packages/redis/__init__.py': '',
      },
      lines: [
        'RUN ["/usr/bin/python3.11", "-c", "import os; [os.remove(p) for p in (\'/bin/sh\', \'/bin/dash\', \'/bin/bash\') if os.path.lexists(p)]"]',
      ],
    });
    const name = `${ground.name}-api`;
    await ground.docker(['run', '-d', '--name', name, image, 'python', 'main.py']);
    await logHolds(ground, name, "No module named 'redis'");
    return { args: ['--no-exec'] };
  },
  expect: {
    diagnosis: 'other-interpreter',
    confidence: 'confirmed',
    evidence: ['/opt/venv/lib/python3.11/site-packages/redis/__init__.py'],
  },
};
