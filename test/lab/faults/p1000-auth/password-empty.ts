import type { Fault } from '../../fault.ts';
import { database, psqlClient, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'Nothing fills the variable that the password comes from, so the URL has an empty one.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://postgres:${DB_PASSWORD}@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, 'no password supplied');
    return {};
  },
  expect: {
    diagnosis: 'password-empty',
    confidence: 'confirmed',
    evidence: ['asks for a password'],
    ruledOut: ['volume-keeps-old-password', 'container-is-stale', 'role-missing', 'works-now'],
    absent: ['Kestrel-Harbor-71'],
  },
};
