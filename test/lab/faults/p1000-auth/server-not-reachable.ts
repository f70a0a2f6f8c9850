import type { Fault } from '../../fault.ts';
import { database, psqlClient, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about:
    "The URL says localhost, which inside the application's container is the container itself.",
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: {
          DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@localhost:5432/shop',
        },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, 'Connection refused');
    return {};
  },
  expect: {
    diagnosis: 'server-not-reachable',
    confidence: 'confirmed',
    evidence: ['which is the container itself'],
    ruledOut: [
      'volume-keeps-old-password',
      'passwords-differ',
      'role-missing',
      'two-servers-one-name',
      'other-server',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71'],
  },
};
