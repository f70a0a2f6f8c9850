import { join } from 'node:path';
import type { Shell } from './shell.ts';

export const sessionsFolder = ({ env, home }: Pick<Shell, 'env' | 'home'>): string =>
  join(env['XDG_STATE_HOME'] || join(home, '.local/state'), 'deploy-doctor/sessions');
