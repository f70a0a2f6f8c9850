import { reachableBy } from '../../shop.ts';
import type { Fault } from '../../fault.ts';
import { fault as missing } from './role-missing.ts';

export const fault: Fault = {
  ...missing,
  about: 'The same, looked at by a user who reaches neither the socket nor, by --no-exec, psql.',
  async arrange(ground) {
    const asking = await missing.arrange(ground);
    return { ...asking, user: await reachableBy(ground), args: ['--no-exec'] };
  },
  expect: {
    diagnosis: 'role-missing',
    confidence: 'likely',
    evidence: ['DETAIL:  Role "shop_app" does not exist.'],
    blind: ['process permission', 'role permission'],
    ruledOut: ['url-not-set', 'two-servers-one-name', 'other-server', 'server-not-reachable'],
    notRuledOut: ['environment-overridden'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
