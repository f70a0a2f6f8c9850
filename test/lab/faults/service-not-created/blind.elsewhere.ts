import { rename } from 'node:fs/promises';
import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';

export const fault: Fault = {
  about: 'The project was deployed from another place: its files are not on this host.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {});
    await up(ground);
    await rename(`${ground.dir}/compose.yaml`, `${ground.dir}/moved.yaml`);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: null,
    notRuledOut: ['profile-inactive', 'not-in-project', 'removed', 'project-invalid'],
  },
};
