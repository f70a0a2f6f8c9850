import type { Fault } from '../../fault.ts';
import { roleOfItsOwn } from '../../shop.ts';

export const fault: Fault = {
  about: 'The role has an md5 hash, and the rules ask for SCRAM.',
  images: ['lab/postgres'],
  arrange: (ground) =>
    roleOfItsOwn(ground, {
      before:
        "set password_encryption = 'md5'; create role shop_app login password 'Juniper-Lantern-38'",
      error: 'password authentication failed for user',
    }),
  expect: {
    diagnosis: 'role-cannot-log-in',
    confidence: 'confirmed',
    evidence: ['log in md5-only'],
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
