import type { Fault } from '../../fault.ts';
import { ok, server } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The worker waits until a web server is healthy, which answers and has no health check.',
  images: ['lab/python', 'lab/busybox'],
  async arrange(ground) {
    // In block style, with comments: what an edit must leave as it is.
    await ground.write(
      'compose.yaml',
      [
        'services:',
        '  web: # the shop itself',
        '    image: lab/python',
        `    command: ${JSON.stringify(server(ok)).replaceAll('$', '$$$$')}`,
        '    stop_grace_period: 0s',
        '',
        '  worker:',
        '    image: lab/busybox',
        '    command: [sleep, infinity]',
        '    stop_grace_period: 0s',
        '    depends_on:',
        '      web:',
        '        condition: service_healthy # it must answer first',
        '',
      ].join('\n'),
    );
    const { stderr } = await ground.compose(['up', '-d'], { reject: false });
    if (!stderr.includes('has no healthcheck configured')) throw new Error(stderr);
    const container = `${ground.name}-web-1`;
    await ground.until('the server answers', async () => {
      const ask = "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/')";
      const argv = ['exec', container, 'python3', '-c', ask];
      return (await ground.docker(argv, { reject: false })).exitCode === 0 ? true : undefined;
    });
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'check-absent',
    confidence: 'confirmed',
    evidence: ['worker-1'],
    ruledOut: ['passes', 'application-not-listening'],
  },
  notCures: [
    {
      what: 'Start the waiting container by hand',
      apply: (ground) => ground.docker(['start', `${ground.name}-worker-1`]),
    },
  ],
};
