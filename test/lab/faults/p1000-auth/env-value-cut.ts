import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about:
    'The env file holds a $ in the password, which Compose takes for a variable that is not set.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await ground.write(
      'api.env',
      'DATABASE_URL=postgresql://postgres:Kestrel$Harbor71@db:5432/shop\n',
      0o600,
    );
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel$$Harbor71' }),
      api: psqlClient({ env_file: 'api.env' }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'env-value-cut',
    confidence: 'confirmed',
    evidence: ['what another reader of the env file sees'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'password-not-escaped',
      'passwords-differ',
      'role-missing',
      'environment-overridden',
      'server-not-reachable',
      'works-now',
    ],
    absent: ['Kestrel$Harbor71', 'Harbor71'],
  },
  notCures: [
    {
      what: 'Double quotes around the value',
      apply: async (ground) => {
        const line = 'DATABASE_URL="postgresql://postgres:Kestrel$Harbor71@db:5432/shop"\n';
        await ground.write('api.env', line, 0o600);
        await ground.compose(['up', '--detach', '--force-recreate', '--timeout', '1', 'api']);
        await says(ground, refused);
      },
    },
    {
      what: 'docker restart',
      apply: async (ground) => {
        await ground.docker(['restart', '--time', '1', `${ground.name}-api-1`]);
        await says(ground, refused);
      },
    },
  ],
};
