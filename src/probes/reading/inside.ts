import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { joined } from '../../formats/paths.ts';
import type { Read } from './container.ts';
import {
  listFolder,
  orAbsent,
  readBytes,
  readText,
  statFile,
  type Content,
  type Listing,
} from './file-stat.ts';
import { hostView, type HostView } from './host-view.ts';
import { byListing, firstFileBy, type FirstFile } from './first-file.ts';
import { followed, realPath, type RealPath } from './real-path.ts';
import { standardFolders } from './started-by.ts';

/** A container's files, read without starting anything in it. Absence is `undefined`. */
export type Inside = {
  readonly inspected: Inspected;
  readonly cwd: string;
  /** As the container was created with; a start script may change it. */
  readonly env: ReadonlyMap<string, string>;
  /** What a path leads to. */
  stat(path: string): Promise<Read<FileStat | undefined>>;
  real(path: string): Promise<Read<RealPath | undefined>>;
  text(path: string, maxBytes?: number): Promise<Read<string | undefined>>;
  head(path: string, maxBytes: number): Promise<Read<Content>>;
  list(path: string): Promise<Read<Listing | undefined>>;
  /** The first of these paths that leads to a file. */
  firstFile: FirstFile;
  /** A program by its name, as this PATH finds it. */
  program(
    name: string,
    path: string | undefined,
    cwd?: string,
  ): Promise<Read<RealProgram | undefined>>;
};

/** `path` as it was found, for a link there means something to Python; `real` is where it leads. */
export type RealProgram = { readonly path: string; readonly real: string };

export const insideOf = async (context: Context, inspected: Inspected): Promise<Inside> => {
  const within = { in: inspected.Id };
  const view = await hostView(context, inspected);
  const archived = async (path: string): Promise<Read<FileStat | undefined>> =>
    orAbsent(await statFile(context, path, { ...within, follow: true }));
  const real: Inside['real'] = async (path) =>
    view ? realHere(view, path, archived) : orAbsent(await realPath(context, path, inspected.Id));
  const list = listing(context, within, view, real);
  const stat: Inside['stat'] = async (path) => {
    if (!view) return archived(path);
    const read = await real(path);
    return read.ok ? { ok: true, value: read.value?.stat } : read;
  };
  return {
    inspected,
    cwd: joined('/', inspected.Config.WorkingDir || '/'),
    env: envOf(inspected),
    real,
    stat,
    text: async (path, maxBytes = 256 * 1024) => {
      const there = view ? await real(path) : undefined;
      if (there && (!there.ok || !there.value))
        return there.ok ? { ok: true, value: undefined } : there;
      return orAbsent(await readText(context, path, { ...within, maxBytes }));
    },
    head: (path, maxBytes) => readBytes(context, path, { ...within, maxBytes }),
    list,
    firstFile: view ? byListing(list, stat) : firstFileBy(stat),
    program: (name, path, cwd = '/') => findProgram(real, name, path, cwd),
  };
};

type Within = { readonly in: string };

/** Each folder once: what stands in one is asked for many names. */
const listing = (
  context: Context,
  within: Within,
  view: HostView | undefined,
  real: Inside['real'],
): Inside['list'] => {
  const seen = new Map<string, Promise<Read<Listing | undefined>>>();
  const list = async (path: string): Promise<Read<Listing | undefined>> => {
    const found = await real(path);
    if (!found.ok) return found;
    if (found.value?.stat.type !== 'directory') return { ok: true, value: undefined };
    if (view) return view.list(found.value.path);
    return orAbsent(await listFolder(context, found.value.path, within));
  };
  return (path) => {
    const listed = seen.get(path) ?? list(path);
    seen.set(path, listed);
    return listed;
  };
};

/** Layers may show what a newer one took away as a whole: the engine has the last word then. */
const realHere = async (
  view: HostView,
  path: string,
  archived: (path: string) => Promise<Read<FileStat | undefined>>,
): Promise<Read<RealPath | undefined>> => {
  const found = await followed((each) => view.lstat(each), path);
  if (!found.ok || !found.value || view.exact) return found;
  const { path: at } = found.value;
  const there = await archived(at);
  return there.ok ? { ok: true, value: there.value && { path: at, stat: there.value } } : there;
};

const findProgram = async (
  real: Inside['real'],
  name: string,
  path: string | undefined,
  cwd: string,
): Promise<Read<RealProgram | undefined>> => {
  const folders = name.includes('/')
    ? [cwd]
    : (path?.split(':').filter(Boolean) ?? standardFolders);
  for (const folder of folders) {
    const found = await real(joined(folder, name));
    if (!found.ok) return found;
    if (found.value?.stat.type === 'file') {
      return { ok: true, value: { path: joined(folder, name), real: found.value.path } };
    }
  }
  return { ok: true, value: undefined };
};
