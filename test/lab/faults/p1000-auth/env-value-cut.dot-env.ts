import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'An unquoted value in .env ends at " #" for Compose; the role has the whole of it.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await ground.write('.env', 'DB_PASSWORD=Kestrel #Harbor71\n', 0o600);
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel #Harbor71' }),
      api: psqlClient({
        environment: {
          PGHOST: 'db',
          PGUSER: 'postgres',
          PGDATABASE: 'shop',
          PGPASSWORD: '${DB_PASSWORD}',
        },
        command: ['trap "exit 0" TERM; while :; do psql -c "select 1"; sleep 1; done'],
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'env-value-cut',
    confidence: 'confirmed',
    ruledOut: ['volume-keeps-old-password', 'container-is-stale', 'passwords-differ', 'works-now'],
    absent: ['Kestrel #Harbor71', 'Harbor71'],
  },
};
