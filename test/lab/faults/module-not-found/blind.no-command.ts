import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'Somebody asks about a name that fits both languages, in a container that starts neither.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const name = `${ground.name}-app`;
    await ground.docker(['run', '-d', '--name', name, 'lab/busybox', 'sleep', '1000']);
    return { inputs: { container: name, module: 'redis' } };
  },
  expect: { diagnosis: null, blind: ['search unreadable'] },
};
