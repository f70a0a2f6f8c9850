import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ground } from './ground.ts';

/** A compose service, as JSON has it: Compose reads that as YAML. */
export type Service = Readonly<Record<string, unknown>>;

/** PostgreSQL on the volume `data`; the image's own role is `postgres` unless told. */
export const database = (
  environment: Readonly<Record<string, string>>,
  more: Service = {},
): Service => ({
  image: 'lab/postgres',
  environment: { POSTGRES_DB: 'shop', ...environment },
  volumes: ['data:/var/lib/postgresql/data'],
  ...more,
});

/** An application that asks its database again and again with libpq, and goes on when it is refused. */
export const psqlClient = (more: Service = {}): Service => ({
  image: 'lab/postgres',
  entrypoint: ['/bin/bash', '-c'],
  command: ['trap "exit 0" TERM; while :; do psql "$$DATABASE_URL" -c "select 1"; sleep 1; done'],
  init: true,
  ...more,
});

/** The same with Node's `pg`, which stands in /app as an image would have it. */
export const nodeClient = (more: Service = {}): Service => ({
  image: 'lab/node',
  working_dir: '/app',
  command: ['node', 'shop.js'],
  volumes: ['./app:/app:ro'],
  init: true,
  ...more,
});

const shopJs = `const { Client } = require('pg');
const ask = async () => {
  try {
    const client = new Client({ connectionString: process.env.DATABASE_URL });
    client.on('error', () => {});
    try {
      await client.connect();
      console.log((await client.query('select 1 as answer')).rows);
    } finally {
      await client.end();
    }
  } catch (error) {
    console.error(error);
  }
  setTimeout(ask, 1000);
};
process.on('SIGTERM', () => process.exit(0));
void ask();
`;

/** Puts the application and its real client into the folder that `nodeClient` mounts. */
export async function writeNodeApp(ground: Ground): Promise<void> {
  await ground.write('app/shop.js', shopJs);
  const packages = new Map<string, string>();
  const collect = async (name: string, from: string): Promise<void> => {
    if (packages.has(name)) return;
    const folder = folderOf(name, from);
    packages.set(name, folder);
    const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    for (const each of Object.keys(about.dependencies ?? {})) await collect(each, folder);
  };
  await collect('pg', import.meta.dirname);
  for (const [name, folder] of packages) {
    const to = join(ground.dir, 'app/node_modules', name);
    await mkdir(dirname(to), { recursive: true });
    await cp(folder, to, { recursive: true });
  }
}

/** Where Node finds a package from a folder. */
function folderOf(name: string, from: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(folder)) return folder;
    if (at === dirname(at)) throw new Error(`no package ${name} above ${from}`);
  }
}

/** Writes the project. What is given beside the services stands at the file's top. */
export async function writeProject(
  ground: Ground,
  services: Readonly<Record<string, Service>>,
  more: Service = {},
): Promise<void> {
  const file = { services, volumes: { data: {} }, ...more };
  await ground.write('compose.yaml', JSON.stringify(file, undefined, 2));
}

/** Waits until a server takes sessions over the network, and not only over its socket. */
export async function serves(ground: Ground, container = `${ground.name}-db-1`): Promise<void> {
  await ground.until(
    `${container} takes sessions over the network`,
    async () => {
      const argv = ['exec', container, 'pg_isready', '--host', '127.0.0.1'];
      const { exitCode } = await ground.docker(argv, { reject: false });
      return exitCode === 0 ? true : undefined;
    },
    180_000,
  );
}

/** Runs SQL as the superuser, over the server's own socket. */
export async function sql(
  ground: Ground,
  text: string,
  { container = `${ground.name}-db-1`, user = 'postgres', database: name = 'postgres' } = {},
): Promise<string> {
  const argv = ['exec', '-i', container, 'psql', '-X', '-At', '-v', 'ON_ERROR_STOP=1'];
  const { stdout } = await ground.docker([...argv, '-U', user, '-d', name], { input: text });
  return stdout;
}

/** Waits until a container's log holds a text. */
export async function says(
  ground: Ground,
  text: string,
  container = `${ground.name}-api-1`,
): Promise<void> {
  await ground.until(
    `${container} says "${text}"`,
    async () => {
      const { stdout, stderr } = await ground.docker(['logs', container], { reject: false });
      return `${stdout}${stderr}`.includes(text) ? true : undefined;
    },
    180_000,
  );
}

export const refused = 'password authentication failed for user';
