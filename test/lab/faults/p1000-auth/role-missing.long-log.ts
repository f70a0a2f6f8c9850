import type { Fault } from '../../fault.ts';
import { reachableBy, sql } from '../../shop.ts';
import { fault as missing } from './role-missing.ts';

export const fault: Fault = {
  ...missing,
  about: "The same, and the server's log is far longer than what is read of it.",
  async arrange(ground) {
    const asking = await missing.arrange(ground);
    await ground.compose(['stop', '--timeout', '1', 'api']);
    const noise = "do $$ begin for i in 1..6000 loop raise warning 'noise %', i; end loop; end $$";
    await sql(ground, noise);
    return { ...asking, user: await reachableBy(ground), args: ['--no-exec'] };
  },
  expect: {
    diagnosis: 'role-missing',
    confidence: 'likely',
    evidence: ['DETAIL:  Role "shop_app" does not exist.'],
    blind: ['role permission'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
