import type { Fault } from '../../fault.ts';
import { freePort, refused, says, serves } from '../../shop.ts';

export const fault: Fault = {
  about:
    "The same without Compose: the application goes by the host's address and a published port.",
  images: ['lab/postgres'],
  async arrange(ground) {
    const port = await freePort();
    const [volume, db, api] = ['data', 'db', 'api'].map((word) => `${ground.name}-${word}`);
    await ground.docker(['volume', 'create', String(volume)]);
    const server = async (password: string) => {
      await ground.docker([
        ...['run', '--detach', '--name', String(db), '--publish', `${port}:5432`],
        ...['--volume', `${volume}:/var/lib/postgresql/data`],
        ...['-e', `POSTGRES_PASSWORD=${password}`, '-e', 'POSTGRES_DB=shop', 'lab/postgres'],
      ]);
      await serves(ground, db);
    };
    await server('Kestrel-Harbor-71');
    await ground.docker(['rm', '--force', String(db)]);
    await server('Juniper-Lantern-38');
    const url = `postgresql://postgres:Juniper-Lantern-38@host.docker.internal:${port}/shop`;
    await ground.docker([
      ...['run', '--detach', '--init', '--name', String(api), '-e', `DATABASE_URL=${url}`],
      ...['--add-host', 'host.docker.internal:host-gateway', '--entrypoint', '/bin/bash'],
      ...['lab/postgres', '-c', 'while :; do psql "$DATABASE_URL" -c "select 1"; sleep 1; done'],
    ]);
    await says(ground, refused, api);
    return { inputs: { container: String(api) } };
  },
  expect: {
    diagnosis: 'volume-keeps-old-password',
    confidence: 'confirmed',
    evidence: ['publishes port'],
    ruledOut: ['container-is-stale', 'other-server', 'server-not-reachable', 'works-now'],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
