import type { Fault } from '../../fault.ts';
import { fault as rotated } from './container-is-stale.ts';

export const fault: Fault = {
  ...rotated,
  about: 'The same, on a host whose docker has no compose plugin: the files are read without it.',
  async arrange(ground) {
    const asking = await rotated.arrange(ground);
    // An empty configuration folder: the lab's own holds the plugin.
    await ground.write('no-plugin/config.json', '{}');
    return { ...asking, env: { DOCKER_CONFIG: `${ground.dir}/no-plugin` } };
  },
  expect: { ...rotated.expect, confidence: 'confirmed' },
  notCures: [],
};
