import { randomBytes } from 'node:crypto';
import type { Ground } from './ground.ts';

/**
 * Brings up a small project in which nothing is wrong: PostgreSQL on a volume, an application that
 * logs in to it over the network with the URL of its env file, and a web server whose health
 * check uses a tool that its image has.
 */
export async function healthy(ground: Ground): Promise<void> {
  for (const image of ['lab/postgres', 'lab/busybox'] as const) await ground.image(image);
  const password = randomBytes(12).toString('hex');
  await ground.write(
    '.env',
    [
      `POSTGRES_PASSWORD=${password}`,
      `DATABASE_URL=postgresql://postgres:${password}@db:5432/shop`,
      '',
    ].join('\n'),
    0o600,
  );
  await ground.write(
    'compose.yaml',
    `services:
  db:
    image: lab/postgres
    restart: unless-stopped
    environment:
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD}
      POSTGRES_DB: shop
    volumes: ['data:/var/lib/postgresql/data']
    healthcheck:
      test: ['CMD', 'pg_isready', '--host', '127.0.0.1', '--username', 'postgres']
      interval: 1s
      start_period: 120s
      retries: 30
  api:
    image: lab/postgres
    restart: unless-stopped
    env_file: .env
    entrypoint: ['/bin/bash', '-c']
    command: ['trap "exit 0" TERM; while psql "$$DATABASE_URL" -c "select 1"; do sleep 1; done']
    init: true
    depends_on: {db: {condition: service_healthy}}
  web:
    image: lab/busybox
    restart: unless-stopped
    command: ['httpd', '-f', '-p', '8080', '-h', '/www']
    init: true
    volumes: ['./www:/www:ro']
    healthcheck:
      test: ['CMD', 'wget', '-q', '-O', '-', 'http://127.0.0.1:8080/health']
      interval: 1s
      retries: 30
volumes:
  data: {}
`,
  );
  await ground.write('www/health', 'ok\n');
  await ground.compose(['up', '--detach', '--wait'], {});
  await ground.until('the application has asked the database', async () => {
    const { stdout } = await ground.compose(['logs', 'api']);
    return stdout.includes('(1 row)') ? true : undefined;
  });
}
