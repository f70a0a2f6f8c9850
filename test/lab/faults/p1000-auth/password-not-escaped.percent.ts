import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

const password = 'Kestrel%41Harbor';

export const fault: Fault = {
  about: 'The password holds %41, which every client decodes: silently it sends another one.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: password }),
      api: psqlClient({
        environment: { DATABASE_URL: `postgresql://postgres:${password}@db:5432/shop` },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'password-not-escaped',
    confidence: 'confirmed',
    ruledOut: ['volume-keeps-old-password', 'env-value-cut', 'passwords-differ', 'works-now'],
    absent: [password, 'KestrelAHarbor'],
  },
};
