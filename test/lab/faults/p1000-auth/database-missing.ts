import type { Fault } from '../../fault.ts';
import { roleOfItsOwn } from '../../shop.ts';

export const fault: Fault = {
  about: 'The URL names a database that nobody has made.',
  images: ['lab/postgres'],
  arrange: (ground) =>
    roleOfItsOwn(ground, {
      before: "create role shop_app login password 'Juniper-Lantern-38'",
      error: 'database "orders" does not exist',
      database: 'orders',
    }),
  expect: {
    diagnosis: 'database-missing',
    confidence: 'confirmed',
    evidence: ['database orders: does not exist'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'passwords-differ',
      'role-missing',
      'role-has-no-password',
      'role-cannot-log-in',
      'works-now',
    ],
    absent: ['Juniper-Lantern-38', 'Kestrel-Harbor-71'],
  },
  notCures: [
    {
      what: 'pg_isready -d NAME',
      apply: async (ground) => {
        const argv = ['exec', `${ground.name}-db-1`, 'pg_isready', '-d', 'orders'];
        const { stdout } = await ground.docker(argv);
        if (!stdout.includes('accepting connections')) throw new Error(`it said ${stdout}`);
      },
    },
  ],
};
