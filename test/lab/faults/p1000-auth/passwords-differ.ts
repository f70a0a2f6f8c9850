import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, sql, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'The compose file gives the database one password, and the application another.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://postgres:Juniper-Lantern-38@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'passwords-differ',
    confidence: 'confirmed',
    evidence: ['the role takes POSTGRES_PASSWORD'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'password-not-escaped',
      'env-value-cut',
      'role-missing',
      'role-has-no-password',
      'role-cannot-log-in',
      'no-hba-entry',
      'environment-overridden',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
  notCures: [
    {
      what: 'DROP SCHEMA public CASCADE, as some first-time scripts do',
      apply: (ground) =>
        sql(ground, 'drop schema if exists public cascade; create schema public', {
          database: 'shop',
        }),
    },
  ],
};
