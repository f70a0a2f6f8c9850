import { hold, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'Root owns the script and writes it; a user asks who may see neither.',
  async arrange(ground) {
    const file = await ground.write('job.sh', job, 0o755);
    await hold(ground, file);
    return { inputs: { file }, user: 'nobody' };
  },
  expect: {
    diagnosis: null,
    blind: ['lease permission'],
    notRuledOut: ['interpreter-missing', 'written-in-place'],
  },
};
