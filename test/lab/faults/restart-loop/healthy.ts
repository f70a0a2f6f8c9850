import type { Fault } from '../../fault.ts';
import { loops, service, stateOf } from '../../loops.ts';

export const fault: Fault = {
  about: 'It ended a few times until its database was there, and has been up since.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, {
      init: true,
      volumes: ['./state:/state'],
      entrypoint: [
        'sh',
        '-c',
        'echo >>/state/tries; [ $$(wc -l </state/tries) -gt 3 ] || exit 1; sleep 1000',
      ],
    });
    await loops(ground, container);
    await ground.until(
      'it has been up for a minute',
      async () => {
        const { StartedAt, RestartCount } = await stateOf(ground, container);
        const up = Date.now() - Date.parse(StartedAt);
        return RestartCount === 3 && up > 62_000 ? true : undefined;
      },
      120_000,
    );
    return { inputs: { container } };
  },
  expect: { outcome: 'healthy', diagnosis: 'stable' },
};
