import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'The application goes on being refused by a URL that no file and no environment shows.',
  images: ['lab/postgres'],
  async arrange(ground) {
    const hidden = 'postgresql://postgres:Juniper-Lantern-38@db:5432/shop';
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
        command: [`trap "exit 0" TERM; while :; do psql '${hidden}' -c "select 1"; sleep 1; done`],
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: null,
    ruledOut: ['volume-keeps-old-password', 'role-missing', 'passwords-differ', 'works-now'],
    absent: ['Kestrel-Harbor-71'],
  },
};
