import type { Fault } from '../../fault.ts';
import { makeUser, socketGroup } from '../../users.ts';

export const fault: Fault = {
  about: 'The user was added to the group, and the login is older.',
  async arrange(ground) {
    const user = await makeUser(ground, { groups: [await socketGroup(ground)] });
    return { inputs: { file: ground.engine.socket }, user, oldLogin: true };
  },
  expect: {
    diagnosis: 'group-not-active',
    confidence: 'confirmed',
    evidence: ['at the next login'],
    ruledOut: ['not-in-group', 'sudo-only', 'daemon-not-running', 'other-context', 'allowed'],
  },
};
