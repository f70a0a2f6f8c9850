import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

const project = (password: string) => ({
  db: database({ POSTGRES_PASSWORD: password }),
  api: psqlClient({
    environment: { DATABASE_URL: `postgresql://postgres:${password}@db:5432/shop` },
    depends_on: ['db'],
  }),
});

export const fault: Fault = {
  about: 'The password was changed in the compose file, and the volume was made with the old one.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, project('Kestrel-Harbor-71'));
    await ground.compose(['up', '--detach']);
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
    evidence: ['POSTGRES_PASSWORD=‹', 'PG_VERSION'],
    ruledOut: [
      'container-is-stale',
      'password-not-escaped',
      'env-value-cut',
      'passwords-differ',
      'role-missing',
      'role-has-no-password',
      'role-cannot-log-in',
      'no-hba-entry',
      'two-servers-one-name',
      'other-server',
      'database-missing',
      'url-not-set',
      'environment-overridden',
      'server-not-reachable',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
  notCures: [
    {
      what: "Change POSTGRES_PASSWORD and create the database's container anew",
      apply: async (ground) => {
        await ground.compose(['up', '--detach', '--force-recreate', '--timeout', '1', 'db']);
        await serves(ground);
        await says(ground, refused);
      },
    },
    {
      what: "Try the password with psql inside the database's container",
      apply: async (ground) => {
        // The server trusts its own loopback: any password is taken there, and proves nothing.
        const url = 'postgresql://postgres:no-such-password@localhost:5432/shop';
        const argv = ['exec', `${ground.name}-db-1`, 'psql', url, '-Atc', 'select 1'];
        const { stdout } = await ground.docker(argv);
        if (stdout.trim() !== '1') throw new Error(`psql inside said ${stdout}`);
      },
    },
  ],
};
