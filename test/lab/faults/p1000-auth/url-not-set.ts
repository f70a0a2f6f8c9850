import type { Fault } from '../../fault.ts';
import { database, nodeClient, says, serves, writeNodeApp, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'Nobody gave the container a URL: its client falls back to localhost, which is itself.',
  images: ['lab/postgres', 'lab/node'],
  async arrange(ground) {
    await writeNodeApp(ground);
    await ground.write('.env', 'DATABASE_URL=postgresql://postgres:Kestrel-Harbor-71@db/shop\n');
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: nodeClient(),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, 'ECONNREFUSED');
    return {};
  },
  expect: {
    diagnosis: 'url-not-set',
    confidence: 'confirmed',
    evidence: ['ECONNREFUSED'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'password-not-escaped',
      'server-not-reachable',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71'],
  },
};
