import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, sql, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'The application has a role of its own, which a script made with another password.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://shop_app:Juniper-Lantern-38@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach', 'db']);
    await serves(ground);
    await sql(ground, "create role shop_app login password 'Walnut-Meadow-52'");
    await ground.compose(['up', '--detach']);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'passwords-differ',
    confidence: 'likely',
    evidence: ['nothing says which password this role was made with'],
    ruledOut: ['role-missing', 'container-is-stale', 'env-value-cut', 'works-now'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38', 'Walnut-Meadow-52'],
  },
};
