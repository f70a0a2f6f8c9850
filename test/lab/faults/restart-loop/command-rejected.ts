import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The compose file itself gives the program an option that it does not know.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await service(ground, {
      image: 'lab/python',
      // A refused connection that is tried again is no reason to end.
      command: [
        'python3',
        '-c',
        [
          'import argparse, socket, sys',
          'try: socket.create_connection(("127.0.0.1", 1))',
          'except OSError as error: print("cache:", error, file=sys.stderr)',
          'argparse.ArgumentParser("serve").parse_args()',
        ].join('\n'),
        '--workers=4',
      ],
    });
    await loops(ground, container);
    return {};
  },
  expect: {
    diagnosis: 'command-rejected',
    confidence: 'confirmed',
    evidence: ['unrecognized arguments: --workers=4'],
    ruledOut: ['stale-command', 'dependency-unavailable', 'configuration-missing', 'stable'],
  },
  notCures: [
    {
      what: 'Restarting the container',
      apply: async (ground) => {
        await ground.docker(['restart', '-t', '0', `${ground.name}-api-1`]);
        await loops(ground, `${ground.name}-api-1`);
      },
    },
  ],
};
