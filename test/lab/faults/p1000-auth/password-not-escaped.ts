import type { Fault } from '../../fault.ts';
import { database, psqlClient, says, serves, writeProject } from '../../shop.ts';

const password = 'Kestrel@Harbor71';

export const fault: Fault = {
  about: 'The password holds an @, and libpq ends it there: it looks for a host that has the rest.',
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
    await says(ground, 'could not translate host name "Harbor71@db" to address');
    return {};
  },
  expect: {
    diagnosis: 'password-not-escaped',
    confidence: 'confirmed',
    evidence: ['the text that stands in the URL'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'env-value-cut',
      'passwords-differ',
      'role-missing',
      'server-not-reachable',
      'works-now',
    ],
    absent: [password, 'Harbor71'],
  },
  notCures: [
    {
      what: 'Put the URL in quotes',
      apply: async (ground) => {
        await ground.write(
          'api.env',
          `DATABASE_URL="postgresql://postgres:${password}@db:5432/shop"\n`,
        );
        await writeProject(ground, {
          db: database({ POSTGRES_PASSWORD: password }),
          api: psqlClient({ env_file: 'api.env' }),
        });
        await ground.compose(['up', '--detach', '--timeout', '1']);
        await says(ground, 'could not translate host name "Harbor71@db" to address');
      },
    },
  ],
};
