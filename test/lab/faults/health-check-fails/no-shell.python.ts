import type { Fault } from '../../fault.ts';
import { becomes, ok, server, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The check is written for a shell, in an image that has a Python and no shell.',
  images: ['lab/python'],
  async arrange(ground) {
    const image = `${ground.name}-bare`;
    const remove =
      "import os; [os.unlink(p) for p in ('/bin/sh', '/usr/bin/sh') if os.path.lexists(p)]";
    const dockerfile = `FROM lab/python\nRUN ["python3", "-c", ${JSON.stringify(remove)}]\n`;
    await ground.docker(['build', '--quiet', '--tag', image, '-'], { input: dockerfile });
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: 'wget -qO- http://127.0.0.1:8000/ || exit 1',
      more: { image },
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'no-shell',
    confidence: 'confirmed',
    evidence: ['/bin/sh'],
    ruledOut: ['tool-missing', 'wrong-port', 'check-malformed'],
  },
};
