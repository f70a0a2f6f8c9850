import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Asking } from './fault.ts';
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

/** An application with the role `shop_app`, which SQL makes, or makes wrong, before it starts. */
export async function roleOfItsOwn(
  ground: Ground,
  {
    before,
    error,
    database: name = 'shop',
  }: { readonly before: string; readonly error: string; readonly database?: string },
): Promise<Asking> {
  await writeProject(ground, {
    db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
    api: psqlClient({
      environment: { DATABASE_URL: `postgresql://shop_app:Juniper-Lantern-38@db:5432/${name}` },
    }),
  });
  await ground.compose(['up', '--detach', 'db']);
  await serves(ground);
  await sql(ground, before);
  await ground.compose(['up', '--detach']);
  await says(ground, error);
  return {};
}

/** A user who may use the engine and is nobody else; made once, and kept. */
export async function reachableBy(ground: Ground): Promise<string> {
  const user = 'dd-operator';
  const { exitCode } = await execa('id', [user], { reject: false });
  if (exitCode !== 0) await execa('useradd', ['--system', '--no-create-home', user]);
  const { stdout: group } = await execa('stat', ['--format', '%G', ground.engine.socket]);
  await execa('usermod', ['--append', '--groups', group, user]);
  return user;
}

const forwarder = `const net = require('node:net');
const [host] = process.argv.slice(1);
net
  .createServer((from) => {
    const to = net.connect(5432, host);
    from.pipe(to).pipe(from);
    for (const each of [from, to]) each.on('error', () => {});
  })
  .listen(0, '0.0.0.0', function () {
    console.log(this.address().port);
  });
`;

/** A process of the host that answers as the server in a container does; gives its port. */
export async function forwarded(ground: Ground, container: string): Promise<number> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const { stdout } = await ground.docker(['inspect', '--format', format, container]);
  const started = await ground.start([process.execPath, '-e', forwarder, stdout.trim()]);
  return ground.until('the host answers', async () => Number(await started.stdout()) || undefined);
}

/** A port of the host that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
