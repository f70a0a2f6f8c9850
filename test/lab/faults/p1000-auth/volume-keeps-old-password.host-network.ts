import type { Fault } from '../../fault.ts';
import { database, freePort, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: "The same, and the application uses the host's network and a port published on 127.0.0.1.",
  images: ['lab/postgres'],
  async arrange(ground) {
    const port = await freePort();
    const project = (password: string) => ({
      db: database({ POSTGRES_PASSWORD: password }, { ports: [`127.0.0.1:${port}:5432`] }),
      api: psqlClient({
        network_mode: 'host',
        environment: { DATABASE_URL: `postgresql://postgres:${password}@localhost:${port}/shop` },
      }),
    });
    await writeProject(ground, project('Kestrel-Harbor-71'));
    await ground.compose(['up', '--detach', 'db']);
    await serves(ground);
    await ground.compose(['down', '--timeout', '1']);
    await writeProject(ground, project('Juniper-Lantern-38'));
    await ground.compose(['up', '--detach']);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'volume-keeps-old-password',
    confidence: 'confirmed',
    evidence: ['publishes port'],
    ruledOut: ['server-not-reachable', 'other-server', 'two-servers-one-name', 'works-now'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
