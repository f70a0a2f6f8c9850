import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The engine is the one of a context; docker is told to ask elsewhere.',
  async arrange(ground) {
    const env = { DOCKER_CONFIG: `${ground.dir}/client` };
    const host = `host=unix://${ground.engine.socket}`;
    await ground.docker(['context', 'create', 'lab', '--docker', host], { env });
    return { inputs: { file: `${ground.dir}/old.sock` }, env };
  },
  expect: {
    diagnosis: 'other-context',
    confidence: 'confirmed',
    evidence: ['(context lab): engine '],
    ruledOut: ['not-in-group', 'daemon-not-running', 'sudo-only', 'allowed'],
  },
};
