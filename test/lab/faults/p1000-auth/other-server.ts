import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'In the network of another project the name of the host belongs to its database.',
  images: ['lab/postgres'],
  async arrange(ground) {
    const shared = `${ground.name}-shared`;
    await ground.docker(['network', 'create', shared]);
    const theirs = `${ground.name}-crm-db`;
    const labels = { 'com.docker.compose.project': `${ground.name}-crm` };
    await ground.docker([
      ...['run', '--detach', '--name', theirs, '--network', shared, '--network-alias', 'db'],
      ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
      ...['-e', 'POSTGRES_PASSWORD=Juniper-Lantern-38', 'lab/postgres'],
    ]);
    await writeProject(
      ground,
      {
        db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
        api: psqlClient({
          networks: ['shared'],
          environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
        }),
      },
      { networks: { shared: { external: true, name: shared } } },
    );
    await serves(ground, theirs);
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'other-server',
    confidence: 'confirmed',
    evidence: ['crm-db: wrong-password', 'db-1: accepted'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'passwords-differ',
      'role-missing',
      'two-servers-one-name',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
