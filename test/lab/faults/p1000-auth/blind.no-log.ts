import type { Fault } from '../../fault.ts';
import {
  database,
  psqlClient,
  reachableBy,
  refused,
  says,
  serves,
  writeProject,
} from '../../shop.ts';

export const fault: Fault = {
  about: 'The server refuses, its catalogues are out of reach, and its log goes nowhere.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }, { logging: { driver: 'none' } }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://shop_app:Juniper-Lantern-38@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return { user: await reachableBy(ground), args: ['--no-exec'] };
  },
  expect: {
    diagnosis: null,
    blind: ['role permission', 'refusal unreadable'],
    notRuledOut: ['role-missing', 'volume-keeps-old-password', 'passwords-differ'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
