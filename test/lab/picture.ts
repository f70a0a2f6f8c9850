import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerPicture } from './container-picture.ts';
import type { Ground } from './ground.ts';

/** Everything of a case that a fix may change: its files, its containers, what its databases hold. */
export async function wholePicture(ground: Ground): Promise<unknown> {
  const names = await containersOf(ground);
  return {
    files: await filesIn(ground.dir),
    containers: Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await container(ground, name)] as const)),
    ),
    databases: Object.fromEntries(
      await Promise.all(
        names
          .filter((name) => /db(-\d+)?$/.test(name))
          .map(async (name) => [name, await database(ground, name)] as const),
      ),
    ),
  };
}

async function containersOf(ground: Ground): Promise<readonly string[]> {
  const { stdout } = await ground.docker(['ps', '--all', '--format', '{{.Names}}']);
  return stdout.split('\n').filter((name) => name.startsWith(`${ground.name}-`));
}

type Picture = {
  readonly config: Readonly<Record<string, unknown>>;
  readonly host: { readonly Binds: readonly string[] | null };
  readonly mounts: readonly string[];
};

/**
 * An anonymous volume is handed on by its name: it then stands among the binds, and is the same. The
 * image is told by what it is: on an engine that others use, its name may mean another one meanwhile.
 */
async function container(ground: Ground, name: string): Promise<unknown> {
  const picture = (await containerPicture(ground, name)) as Picture | 'absent';
  if (picture === 'absent') return picture;
  const binds = (picture.host.Binds ?? []).filter((bind) => !/^[0-9a-f]{64}:/.test(bind));
  const { Image: _, ...config } = picture.config;
  return {
    ...picture,
    config,
    host: { ...picture.host, Binds: binds },
    mounts: picture.mounts.map((mount) => mount.replace(/"Mode":"z?",/, '')),
  };
}

const catalogue = `select json_build_object(
  'roles', (select json_agg(r order by rolname) from (select rolname, rolcanlogin, rolpassword,
    rolvaliduntil, rolsuper from pg_authid) r),
  'databases', (select json_agg(d order by datname) from (select datname,
    pg_get_userbyid(datdba) as owner from pg_database) d),
  'rules', pg_read_file(current_setting('hba_file')))`;

async function database(ground: Ground, name: string): Promise<unknown> {
  const argv = ['exec', '-i', name, 'sh', '-c'];
  const psql = 'exec psql -X -At -U "${POSTGRES_USER:-postgres}" -d postgres';
  const { stdout, exitCode } = await ground.docker([...argv, psql], {
    input: catalogue,
    reject: false,
  });
  return exitCode === 0 ? stdout : 'not running';
}

/** Names, what is in them, whose they are, and when they were written. */
async function filesIn(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('node_modules'),
  );
  const pictures = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const [{ mode, uid, gid, mtimeMs, ino }, bytes] = await Promise.all([
      lstat(path),
      readFile(path),
    ]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return [path.slice(folder.length + 1), { mode, uid, gid, mtimeMs, ino, sha256 }] as const;
  });
  return Object.fromEntries((await Promise.all(pictures)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
