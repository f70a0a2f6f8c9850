import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, sql, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'Somebody changed the password in the database, which this very container had made.',
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
    await sql(ground, "alter role postgres password 'Walnut-Meadow-52'");
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'passwords-differ',
    confidence: 'confirmed',
    ruledOut: ['volume-keeps-old-password', 'container-is-stale', 'role-missing', 'works-now'],
    absent: ['Kestrel-Harbor-71', 'Walnut-Meadow-52'],
  },
};
