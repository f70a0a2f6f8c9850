import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, sql, writeProject } from '../../shop.ts';

const env = (password: string): string =>
  `DATABASE_URL=postgresql://postgres:${password}@db:5432/shop\n`;

export const fault: Fault = {
  about: 'The password was rotated in the role and in the env file; the application was restarted.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await ground.write('api.env', env('Kestrel-Harbor-71'), 0o600);
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({ env_file: 'api.env' }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await ground.write('api.env', env('Juniper-Lantern-38'), 0o600);
    await sql(ground, "alter role postgres password 'Juniper-Lantern-38'");
    await ground.compose(['restart', '--timeout', '1', 'api']);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'container-is-stale',
    confidence: 'confirmed',
    evidence: ['DATABASE_URL: postgres at db:5432', 'the one that is declared now'],
    ruledOut: [
      'volume-keeps-old-password',
      'password-not-escaped',
      'env-value-cut',
      'passwords-differ',
      'role-missing',
      'two-servers-one-name',
      'other-server',
      'url-not-set',
      'environment-overridden',
      'server-not-reachable',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
  notCures: [
    {
      what: 'docker compose restart, docker restart, or stop and start',
      apply: (ground) => ground.compose(['restart', '--timeout', '1', 'api']),
    },
    {
      what: 'docker compose run SERVICE env',
      apply: async (ground) => {
        const { stdout } = await ground.compose(['run', '--rm', '--entrypoint', 'env', 'api']);
        if (!stdout.includes('Juniper-Lantern-38')) throw new Error('a new one has the old value');
      },
    },
  ],
};
