import type { Fault } from '../../fault.ts';
import { database, psqlClient, says, serves, writeProject } from '../../shop.ts';

const project = (host: string) => ({
  [host]: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
  api: psqlClient({
    environment: { DATABASE_URL: `postgresql://postgres:Kestrel-Harbor-71@${host}:5432/shop` },
  }),
});

export const fault: Fault = {
  about: 'The database service got another name, and only the database was made anew.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await writeProject(ground, project('olddb'));
    await ground.compose(['up', '--detach']);
    await serves(ground, `${ground.name}-olddb-1`);
    await writeProject(ground, project('db'));
    await ground.docker(['rm', '--force', `${ground.name}-olddb-1`]);
    await ground.compose(['up', '--detach', 'db']);
    await serves(ground);
    await says(ground, 'could not translate host name "olddb"');
    return {};
  },
  expect: {
    diagnosis: 'container-is-stale',
    confidence: 'confirmed',
    evidence: ['nothing is called olddb'],
    ruledOut: ['server-not-reachable', 'two-servers-one-name', 'other-server', 'works-now'],
    absent: ['Kestrel-Harbor-71'],
  },
};
