import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

const old = 'postgresql://postgres:Juniper-Lantern-38@db:5432/shop';

export const fault: Fault = {
  about: 'An entrypoint in the image exports a URL of its own over the one it is given.',
  images: ['lab/postgres'],
  async arrange(ground) {
    const loop = 'while :; do psql "$DATABASE_URL" -c "select 1"; sleep 1; done';
    await ground.write(
      'start.sh',
      `#!/bin/bash\nexport DATABASE_URL='${old}'\nexec bash -c 'trap "exit 0" TERM; ${loop}'\n`,
      0o755,
    );
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        volumes: ['./start.sh:/start.sh:ro'],
        entrypoint: ['/start.sh'],
        command: [],
        environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'environment-overridden',
    confidence: 'confirmed',
    evidence: ['created with ‹'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'passwords-differ',
      'role-missing',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
