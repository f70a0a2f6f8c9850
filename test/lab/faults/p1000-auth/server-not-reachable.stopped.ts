import type { Fault } from '../../fault.ts';
import { database, psqlClient, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'The database was stopped, and with it its name went away.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await ground.compose(['stop', '--timeout', '1', 'db']);
    await says(ground, 'could not translate host name "db"');
    return {};
  },
  expect: {
    diagnosis: 'server-not-reachable',
    confidence: 'confirmed',
    evidence: ['db-1 is called db, and it is exited'],
    ruledOut: ['volume-keeps-old-password', 'passwords-differ', 'role-missing', 'works-now'],
    absent: ['Kestrel-Harbor-71'],
  },
};
