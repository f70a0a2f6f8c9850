import type { Fault } from '../../fault.ts';
import { database, psqlClient, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about:
    'The application was refused while the database was still starting, and holds a session now.',
  images: ['lab/postgres'],
  async arrange(ground) {
    const wait = 'psql "$$DATABASE_URL" -c "select pg_sleep(600)"';
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
        command: [`trap "exit 0" TERM; while :; do echo asking; ${wait}; sleep 1; done`],
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, 'Connection refused');
    await ground.until('a session is open', async () => {
      const { stdout } = await ground.docker([
        ...['exec', `${ground.name}-db-1`, 'psql', '-U', 'postgres', '-Atc'],
        "select 'open' from pg_stat_activity where query like 'select pg_sleep%'",
      ]);
      return stdout.includes('open') ? true : undefined;
    });
    return { inputs: { container: `${ground.name}-api-1` } };
  },
  expect: {
    outcome: 'healthy',
    diagnosis: 'works-now',
    ruledOut: ['volume-keeps-old-password', 'role-missing', 'server-not-reachable'],
    absent: ['Kestrel-Harbor-71'],
  },
};
