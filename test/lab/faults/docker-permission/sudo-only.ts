import type { Fault } from '../../fault.ts';
import { makeUser } from '../../users.ts';

export const fault: Fault = {
  about: 'A rule of sudo lets the user run docker, and nothing else does.',
  async arrange(ground) {
    const user = await makeUser(ground, { sudo: true });
    return { inputs: { file: ground.engine.socket }, user };
  },
  expect: {
    diagnosis: 'sudo-only',
    confidence: 'confirmed',
    evidence: ['sudo -n docker: allowed'],
    ruledOut: ['not-in-group', 'group-not-active', 'daemon-not-running', 'allowed'],
  },
};
