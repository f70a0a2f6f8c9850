import type { Fault } from '../../fault.ts';
import { reachableBy } from '../../shop.ts';
import { fault as older } from './volume-keeps-old-password.ts';

export const fault: Fault = {
  ...older,
  about:
    "The same, looked at by a user of the docker group: psql in the database's container answers.",
  async arrange(ground) {
    return { ...(await older.arrange(ground)), user: await reachableBy(ground) };
  },
  expect: {
    ...older.expect,
    confidence: 'likely',
    blind: ['process permission'],
    evidence: ['POSTGRES_PASSWORD=‹'],
    ruledOut: ['container-is-stale', 'role-missing', 'passwords-differ', 'works-now'],
    notRuledOut: ['environment-overridden'],
  },
};
