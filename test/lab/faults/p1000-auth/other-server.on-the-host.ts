import type { Fault } from '../../fault.ts';
import {
  database,
  forwarded,
  psqlClient,
  refused,
  says,
  serves,
  writeProject,
} from '../../shop.ts';

export const fault: Fault = {
  about: "The URL leads to the host, where a server of the host's own answers at that port.",
  images: ['lab/postgres'],
  async arrange(ground) {
    const theirs = `${ground.name}-hosts`;
    await ground.docker([
      ...['run', '--detach', '--name', theirs],
      ...['-e', 'POSTGRES_PASSWORD=Juniper-Lantern-38', 'lab/postgres'],
    ]);
    await serves(ground, theirs);
    const port = await forwarded(ground, theirs);
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        extra_hosts: ['host.docker.internal:host-gateway'],
        environment: {
          DATABASE_URL: `postgresql://postgres:Kestrel-Harbor-71@host.docker.internal:${port}/shop`,
        },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'other-server',
    confidence: 'confirmed',
    evidence: ['28P01', 'db-1: accepted'],
    ruledOut: [
      'volume-keeps-old-password',
      'passwords-differ',
      'two-servers-one-name',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
