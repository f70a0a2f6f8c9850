import type { Context } from '../../core/probe.ts';
import type { UrlClient } from '../../formats/database-url.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { joined, parentOf } from '../../formats/paths.ts';
import { statFile } from './file-stat.ts';

export type ClientSeen = {
  readonly client: UrlClient | 'unknown';
  /** What tells it: a file, or the command. */
  readonly because: string;
};

/** The strongest first: what wraps another reads the URL before it does. */
const packages: Readonly<Record<'node' | 'python', readonly (readonly [string, UrlClient])[]>> = {
  node: [
    ['@prisma/adapter-pg', 'pg'],
    ['@prisma/client', 'prisma'],
    ['postgres', 'postgres.js'],
    ['pg', 'pg'],
  ],
  python: [
    ['sqlalchemy', 'sqlalchemy'],
    ['dj_database_url', 'urllib'],
    ['environ', 'urllib'],
    ['asyncpg', 'urllib'],
    ['psycopg', 'libpq'],
    ['psycopg2', 'libpq'],
  ],
};

const libpqPrograms =
  /(?:^|[\s/;&|("'])(?:psql|pg_isready|pg_dump|pg_restore|createdb)(?:$|[\s;&|)"'])/;
const nodePrograms =
  /(?:^|[\s/"'])(?:node|npm|npx|yarn|pnpm|tsx|ts-node|next|nest|prisma|bun)(?:$|[\s"'])/;
const pythonPrograms =
  /(?:^|[\s/"'])(?:python[\d.]*|gunicorn|uvicorn|hypercorn|celery|flask|alembic|django-admin|fastapi)(?:$|[\s"'])/;

/** Which client reads the URL: told from the command and the packages in the image, without a process in it. */
export const databaseClient = async (
  context: Context,
  inspected: Inspected,
): Promise<ClientSeen> => {
  const command = [inspected.Path, ...inspected.Args].join(' ');
  if (libpqPrograms.test(command)) return { client: 'libpq', because: 'its command runs psql' };
  const languages = (['node', 'python'] as const).filter((language) =>
    (language === 'node' ? nodePrograms : pythonPrograms).test(command),
  );
  // A start script hides the program: then both are looked for.
  const wanted = languages.length > 0 ? languages : (['node', 'python'] as const);
  const seen = (
    await Promise.all(wanted.map((language) => installed(context, inspected, language)))
  ).flat();
  const [first, ...others] = seen;
  if (!first)
    return { client: 'unknown', because: 'no known database client was seen in its image' };
  const clients = new Set(seen.map(({ client }) => client));
  // Within one language the first wraps the others; across two, either may be the one.
  return wanted.length === 1 || clients.size === 1 || others.length === 0
    ? first
    : { client: 'unknown', because: `clients of two languages are in its image` };
};

const installed = async (
  context: Context,
  inspected: Inspected,
  language: 'node' | 'python',
): Promise<readonly ClientSeen[]> => {
  const folders =
    language === 'node' ? nodeFolders(inspected) : await pythonFolders(context, inspected);
  const places = packages[language].flatMap(([name, client]) =>
    folders.map((folder) => ({ path: joined(folder, name), client })),
  );
  const there = await Promise.all(
    places.map(({ path }) => statFile(context, path, { in: inspected.Id })),
  );
  return places.flatMap(({ path, client }, at) =>
    there[at]?.ok === true ? [{ client, because: `${path} is in its image` }] : [],
  );
};

const nodeFolders = ({ Config: { WorkingDir } }: Inspected): readonly string[] => {
  const folders: string[] = [];
  for (let at = joined('/', WorkingDir); ; at = parentOf(at)) {
    folders.push(joined(at, 'node_modules'));
    if (at === '/') return folders;
  }
};

const pythonFolders = async (
  context: Context,
  inspected: Inspected,
): Promise<readonly string[]> => {
  const environment = envOf(inspected);
  const told = /^(\d+\.\d+)/.exec(environment.get('PYTHON_VERSION') ?? '')?.[1];
  const versions =
    told === undefined ? ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'] : [told];
  const homes = [
    environment.get('VIRTUAL_ENV'),
    joined(inspected.Config.WorkingDir || '/', '.venv'),
    '/opt/venv',
    '/usr/local',
  ].filter((home) => home !== undefined);
  const folders = [...new Set(homes)].flatMap((home) =>
    versions.map((version) => joined(home, `lib/python${version}/site-packages`)),
  );
  const there = await Promise.all(
    folders.map((folder) => statFile(context, folder, { in: inspected.Id })),
  );
  return [...folders.filter((_, at) => there[at]?.ok === true), '/usr/lib/python3/dist-packages'];
};
