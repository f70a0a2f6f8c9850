import { chmod, mkdir } from 'node:fs/promises';
import type { Fault } from '../../fault.ts';
import { makeUser } from '../../users.ts';

export const fault: Fault = {
  about: 'The folder of the socket may not be looked into: its group is out of sight.',
  async arrange(ground) {
    const folder = `${ground.dir}/private`;
    await mkdir(folder);
    await chmod(folder, 0o700);
    return { inputs: { file: `${folder}/docker.sock` }, user: await makeUser(ground) };
  },
  expect: {
    diagnosis: null,
    blind: ['membership permission'],
    ruledOut: ['daemon-not-running', 'allowed'],
    notRuledOut: ['not-in-group', 'group-not-active', 'sudo-only'],
  },
};
