import type { Fault } from '../../fault.ts';
import { roleOfItsOwn } from '../../shop.ts';

export const fault: Fault = {
  about: 'A set-up script lost the password on its way, and made the role without one.',
  images: ['lab/postgres'],
  arrange: (ground) =>
    roleOfItsOwn(ground, {
      before: "create role shop_app login password ''",
      error: 'password authentication failed for user',
    }),
  expect: {
    diagnosis: 'role-has-no-password',
    confidence: 'confirmed',
    evidence: ['stored password none'],
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
