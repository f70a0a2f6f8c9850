import type { Fault } from '../../fault.ts';
import { fault as older } from './volume-keeps-old-password.ts';

export const fault: Fault = {
  ...older,
  about:
    'The same under --no-exec: root reaches the socket, and nothing is started in a container.',
  async arrange(ground) {
    return { ...(await older.arrange(ground)), args: ['--no-exec'] };
  },
};
