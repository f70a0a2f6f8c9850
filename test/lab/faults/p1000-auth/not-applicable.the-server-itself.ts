import type { Fault } from '../../fault.ts';
import { fault as missing } from './role-missing.ts';

export const fault: Fault = {
  ...missing,
  about: 'The log of the database names the refused client, and the database is asked about.',
  async arrange(ground) {
    await missing.arrange(ground);
    return { inputs: { container: `${ground.name}-db-1` } };
  },
  expect: {
    outcome: 'not-applicable',
    diagnosis: null,
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
