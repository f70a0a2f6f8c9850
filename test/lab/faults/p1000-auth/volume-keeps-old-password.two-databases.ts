import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

const volumes = { volumes: { data: {}, numbers: {} } };
const project = (password: string) => ({
  db: database({ POSTGRES_PASSWORD: password }),
  numbers: database(
    { POSTGRES_PASSWORD: 'Walnut-Meadow-52' },
    { volumes: ['numbers:/var/lib/postgresql/data'] },
  ),
  api: psqlClient({
    environment: {
      DATABASE_URL: `postgresql://postgres:${password}@db:5432/shop`,
      NUMBERS_DATABASE_URL: 'postgresql://reader:Walnut-Meadow-52@numbers:5432/shop',
    },
  }),
});

export const fault: Fault = {
  about: 'The same in a project with two databases, of which only one keeps an old password.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, project('Kestrel-Harbor-71'), volumes);
    await ground.compose(['up', '--detach', 'db', 'numbers']);
    await serves(ground);
    await serves(ground, `${ground.name}-numbers-1`);
    await ground.compose(['down', '--timeout', '1']);
    await writeProject(ground, project('Juniper-Lantern-38'), volumes);
    await ground.compose(['up', '--detach']);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'volume-keeps-old-password',
    confidence: 'confirmed',
    ruledOut: ['two-servers-one-name', 'other-server', 'container-is-stale', 'works-now'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38', 'Walnut-Meadow-52'],
  },
};
