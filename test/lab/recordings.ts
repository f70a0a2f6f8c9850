import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadFault } from './faults.ts';
import { record } from './record.ts';

/** Incidents to practise on, each recorded from a real run: `npm run recordings`. */
const recorded = [
  'text-file-busy/writer-holds-file.from-the-log',
  'p1000-auth/volume-keeps-old-password',
  'p1000-auth/container-is-stale',
  'module-not-found/namespace-hides-absence',
  'health-check-fails/tool-missing',
  'health-check-fails/wrong-port',
  'restart-loop/stale-command',
  'service-not-created/profile-inactive',
  'docker-permission/daemon-not-running',
];

const flows = fileURLToPath(new URL('../../flows', import.meta.url));

for (const id of recorded) {
  const fault = await loadFault(id);
  const file = await record(fault, join(flows, fault.flow, 'recordings'));
  process.stderr.write(`${file}\n`);
}
