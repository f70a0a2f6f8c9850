import type { Fault } from '../../fault.ts';
import { database, psqlClient, says, serves, writeProject } from '../../shop.ts';

const url = { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' };

export const fault: Fault = {
  about: 'The variable was added to the compose file, and the container is older than that.',
  images: ['lab/postgres'],
  async arrange(ground) {
    const db = database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' });
    await writeProject(ground, { db, api: psqlClient() });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, 'failed: No such file or directory');
    await writeProject(ground, { db, api: psqlClient({ environment: url }) });
    return { inputs: { container: `${ground.name}-api-1` } };
  },
  expect: {
    diagnosis: 'container-is-stale',
    confidence: 'confirmed',
    ruledOut: ['url-not-set', 'volume-keeps-old-password', 'works-now'],
    absent: ['Kestrel-Harbor-71'],
  },
};
