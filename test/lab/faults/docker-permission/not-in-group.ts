import type { Fault } from '../../fault.ts';
import { makeUser } from '../../users.ts';

export const fault: Fault = {
  about: 'The user who deploys was never added to the group of the socket.',
  async arrange(ground) {
    return { inputs: { file: ground.engine.socket }, user: await makeUser(ground) };
  },
  expect: {
    diagnosis: 'not-in-group',
    confidence: 'confirmed',
    evidence: ['permission denied', 'group docker'],
    ruledOut: ['group-not-active', 'sudo-only', 'daemon-not-running', 'other-context', 'allowed'],
  },
};
