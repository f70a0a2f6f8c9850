import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'The same, and the application ends at the first refusal and is started again and again.',
  images: ['lab/postgres'],
  async arrange(ground) {
    const project = (password: string) => ({
      db: database({ POSTGRES_PASSWORD: password }),
      api: psqlClient({
        environment: { DATABASE_URL: `postgresql://postgres:${password}@db:5432/shop` },
        command: ['exec psql "$$DATABASE_URL" -c "select pg_sleep(600)"'],
        restart: 'always',
      }),
    });
    await writeProject(ground, project('Kestrel-Harbor-71'));
    await ground.compose(['up', '--detach', 'db']);
    await serves(ground);
    await ground.compose(['down', '--timeout', '1']);
    await writeProject(ground, project('Juniper-Lantern-38'));
    await ground.compose(['up', '--detach']);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'volume-keeps-old-password',
    confidence: 'confirmed',
    ruledOut: ['container-is-stale', 'environment-overridden', 'role-missing', 'works-now'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
