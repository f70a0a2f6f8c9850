import type { PythonCall } from '../../formats/interpreter-call.ts';
import { joined } from '../../formats/paths.ts';
import { pathFile } from '../../formats/python-site.ts';
import type { Read } from './container.ts';
import type { Inside } from './inside.ts';
import type { PythonHome } from './python-home.ts';
import type { SearchEntry } from './python-path.ts';

type Sites = { readonly entries: readonly SearchEntry[]; readonly unsure: readonly string[] };

/** Folders of installed packages that are there, with what their `.pth` files add. */
export const siteFolders = async (
  inside: Inside,
  home: PythonHome,
  start: { readonly python: PythonCall; readonly env: ReadonlyMap<string, string> },
): Promise<Read<Sites>> => {
  const folders = await candidates(inside, home, start);
  if (!folders.ok) return folders;
  const entries: SearchEntry[] = [];
  const unsure: string[] = [];
  for (const path of folders.value) {
    const there = await inside.stat(path);
    if (!there.ok) return there;
    // One that is not there yet is named all the same: a package would lie in it.
    entries.push({ path, from: 'site' });
    if (!there.value) continue;
    const added = await pathFilesIn(inside, path);
    if (!added.ok) return added;
    entries.push(...added.value.entries);
    unsure.push(...added.value.unsure);
  }
  return { ok: true, value: { entries, unsure } };
};

const candidates = async (
  inside: Inside,
  { version, base, prefix, system }: PythonHome,
  { python, env }: { readonly python: PythonCall; readonly env: ReadonlyMap<string, string> },
): Promise<Read<readonly string[]>> => {
  const own = `${prefix}/lib/python${version}/site-packages`;
  if (prefix !== base && !system) return { ok: true, value: [own] };
  const debian = await inside.stat(`${base}/lib/python3/dist-packages`);
  if (!debian.ok) return debian;
  const shared =
    base === '/usr' && debian.value
      ? [
          `/usr/local/lib/python${version}/dist-packages`,
          '/usr/lib/python3/dist-packages',
          `/usr/lib/python${version}/dist-packages`,
        ]
      : [`${base}/lib/python${version}/site-packages`];
  const user = await userSite(inside, version, { python, env });
  if (!user.ok) return user;
  return {
    ok: true,
    value: [...new Set([...user.value, ...(prefix === base ? [] : [own]), ...shared])],
  };
};

const userSite = async (
  inside: Inside,
  version: string,
  { python, env }: { readonly python: PythonCall; readonly env: ReadonlyMap<string, string> },
): Promise<Read<readonly string[]>> => {
  const isOff = python.noUserSite || (env.get('PYTHONNOUSERSITE') ?? '') !== '';
  if (isOff) return { ok: true, value: [] };
  const home = env.get('HOME') ?? (await homeOf(inside));
  if (home === undefined) return { ok: true, value: [] };
  const folder = env.get('PYTHONUSERBASE') ?? joined(home, '.local');
  const path = `${folder}/lib/python${version}/site-packages`;
  const there = await inside.stat(path);
  if (!there.ok) return there;
  return { ok: true, value: there.value ? [path] : [] };
};

/** As the container's user is written: a name or a number. */
const homeOf = async (inside: Inside): Promise<string | undefined> => {
  const [user = ''] = inside.inspected.Config.User.split(':');
  if (user === '' || user === '0' || user === 'root') return '/root';
  const passwd = await inside.text('/etc/passwd');
  const lines = passwd.ok ? (passwd.value ?? '').split('\n') : [];
  const fields = lines.map((line) => line.split(':'));
  return fields.find(([name, , uid]) => name === user || uid === user)?.[5];
};

const most = 20;

const pathFilesIn = async (inside: Inside, folder: string): Promise<Read<Sites>> => {
  const listed = await inside.list(folder);
  if (!listed.ok) return listed;
  const { entries: seen = [], bounded = false } = listed.value ?? {};
  const names = seen.map(({ name }) => name).filter((name) => name.endsWith('.pth'));
  const unsure = bounded ? [`${folder} is too big to be listed whole`] : [];
  const entries: SearchEntry[] = [];
  for (const name of names.slice(0, most)) {
    const path = joined(folder, name);
    const read = await inside.text(path);
    if (!read.ok) return read;
    const { folders, programs } = pathFile(read.value ?? '');
    entries.push(
      ...folders.map((each) => ({ path: joined(folder, each), from: 'path file' as const })),
    );
    unsure.push(...programs.map((program) => `${path} runs \`${program.slice(0, 80)}\``));
  }
  return { ok: true, value: { entries, unsure } };
};
