import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'POSTGRES_USER names another superuser, so there is no role postgres.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_USER: 'shop_owner', POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
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
    ruledOut: ['volume-keeps-old-password', 'passwords-differ', 'works-now'],
    absent: ['Kestrel-Harbor-71'],
  },
  notCures: [
    {
      what: 'psql -U postgres',
      apply: async (ground) => {
        const argv = ['exec', `${ground.name}-db-1`, 'psql', '-U', 'postgres', '-c', 'select 1'];
        const { stderr } = await ground.docker(argv, { reject: false });
        if (!stderr.includes('role "postgres" does not exist')) throw new Error(stderr);
      },
    },
  ],
};
