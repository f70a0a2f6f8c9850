import type { Fault } from '../../fault.ts';
import { roleOfItsOwn } from '../../shop.ts';

export const fault: Fault = {
  about: 'The rules of the server name roles, and not this one.',
  images: ['lab/postgres'],
  arrange: (ground) =>
    roleOfItsOwn(ground, {
      before:
        "create role shop_app login password 'Juniper-Lantern-38'; copy (select 'local all all trust' union all select 'host all postgres all scram-sha-256') to '/var/lib/postgresql/data/pg_hba.conf'; select pg_reload_conf()",
      error: 'no pg_hba.conf entry for host',
    }),
  expect: {
    diagnosis: 'no-hba-entry',
    confidence: 'confirmed',
    evidence: ['access rules: none'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'passwords-differ',
      'role-missing',
      'works-now',
    ],
    absent: ['Juniper-Lantern-38', 'Kestrel-Harbor-71'],
  },
};
