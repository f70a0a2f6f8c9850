import type { Fault } from '../../fault.ts';
import { roleOfItsOwn } from '../../shop.ts';

export const fault: Fault = {
  about: 'The password of the role is past its VALID UNTIL.',
  images: ['lab/postgres'],
  arrange: (ground) =>
    roleOfItsOwn(ground, {
      before: "create role shop_app login password 'Juniper-Lantern-38' valid until '2020-01-01'",
      error: 'password authentication failed for user',
    }),
  expect: {
    diagnosis: 'role-cannot-log-in',
    confidence: 'confirmed',
    evidence: ['log in expired'],
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
