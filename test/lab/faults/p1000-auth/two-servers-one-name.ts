import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'The old database was left running under the same alias: the name leads to both.',
  images: ['lab/postgres'],
  async arrange(ground) {
    const volumes = ['old:/var/lib/postgresql/data'];
    await writeProject(
      ground,
      {
        db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
        olddb: database(
          { POSTGRES_PASSWORD: 'Juniper-Lantern-38' },
          { volumes, networks: { default: { aliases: ['db'] } } },
        ),
        api: psqlClient({
          environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
        }),
      },
      { volumes: { data: {}, old: {} } },
    );
    await ground.compose(['up', '--detach', 'db', 'olddb']);
    await serves(ground);
    await serves(ground, `${ground.name}-olddb-1`);
    await ground.compose(['up', '--detach']);
    await says(ground, refused);
    await says(ground, '(1 row)');
    return {};
  },
  expect: {
    diagnosis: 'two-servers-one-name',
    confidence: 'confirmed',
    evidence: ['db-1: accepted, by what it has stored', 'olddb-1: wrong-password'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'passwords-differ',
      'role-missing',
      'other-server',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
