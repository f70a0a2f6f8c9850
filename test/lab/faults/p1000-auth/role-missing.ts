import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'Nobody has made the role of the application yet; the client is told of a wrong password.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://shop_app:Juniper-Lantern-38@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'role-missing',
    confidence: 'confirmed',
    evidence: ['no role shop_app among the roles'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'passwords-differ',
      'role-has-no-password',
      'role-cannot-log-in',
      'no-hba-entry',
      'database-missing',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
