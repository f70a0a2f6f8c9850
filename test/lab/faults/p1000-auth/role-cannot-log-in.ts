import type { Fault } from '../../fault.ts';
import { roleOfItsOwn } from '../../shop.ts';

export const fault: Fault = {
  about: 'The role was made without LOGIN.',
  images: ['lab/postgres'],
  arrange: (ground) =>
    roleOfItsOwn(ground, {
      before: "create role shop_app password 'Juniper-Lantern-38'",
      error: 'is not permitted to log in',
    }),
  expect: {
    diagnosis: 'role-cannot-log-in',
    confidence: 'confirmed',
    evidence: ['log in no-login'],
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
