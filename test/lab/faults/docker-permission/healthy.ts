import type { Fault } from '../../fault.ts';
import { makeUser, socketGroup } from '../../users.ts';

export const fault: Fault = {
  about: 'The user logged in after it was added to the group.',
  async arrange(ground) {
    const user = await makeUser(ground, { groups: [await socketGroup(ground)] });
    return { inputs: { file: ground.engine.socket }, user };
  },
  expect: { outcome: 'healthy', diagnosis: 'allowed' },
};
