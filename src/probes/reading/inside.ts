import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { layerFolders } from '../../formats/layers.ts';
import { joined } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import {
  listFolder,
  orAbsent,
  readBytes,
  readText,
  statFile,
  type Content,
  type Listing,
} from './file-stat.ts';
import { listLayers } from './layers.ts';
import { isRunning, mainProcessIsHere } from './main-process.ts';
import { mountOver } from './place.ts';
import { realPath, type RealPath } from './real-path.ts';
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
  /** A program by its name, as this PATH finds it. */
  program(
    name: string,
    path: string | undefined,
    cwd?: string,
  ): Promise<Read<RealProgram | undefined>>;
};

/** `path` as it was found, for a link there means something to Python; `real` is where it leads. */
export type RealProgram = { readonly path: string; readonly real: string };

export const insideOf = (context: Context, inspected: Inspected): Inside => {
  const within = { in: inspected.Id };
  const real: Inside['real'] = async (path) =>
    orAbsent(await realPath(context, path, inspected.Id));
  const program: Inside['program'] = async (name, path, cwd = '/') => {
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
  return {
    inspected,
    cwd: joined('/', inspected.Config.WorkingDir || '/'),
    env: envOf(inspected),
    stat: async (path) => orAbsent(await statFile(context, path, { ...within, follow: true })),
    real,
    text: async (path, maxBytes = 256 * 1024) =>
      orAbsent(await readText(context, path, { ...within, maxBytes })),
    head: (path, maxBytes) => readBytes(context, path, { ...within, maxBytes }),
    list: async (path) => orAbsent(await listInside(context, inspected, path)),
    program,
  };
};

/**
 * From the host where it can: the engine hands out a folder with all that is below it, and a
 * folder of packages is too much for that.
 */
const listInside = async (
  context: Context,
  inspected: Inspected,
  path: string,
): Promise<Read<Listing>> => {
  const real = await realPath(context, path, inspected.Id);
  if (!real.ok) return real;
  if (real.value.stat.type !== 'directory') {
    const detail = `${path} is a ${real.value.stat.type}, no folder`;
    return refused({ outcome: 'not-found', subject: path, detail });
  }
  const { path: folder } = real.value;
  if (isRunning(inspected) && (await mainProcessIsHere(context, inspected))) {
    const listed = await listFolder(context, `/proc/${inspected.State.Pid}/root${folder}`);
    if (listed.ok) return listed;
  }
  const layers = mountOver(inspected, folder) ? undefined : layerFolders(inspected.GraphDriver);
  if (layers) {
    const listed = await listLayers(context, layers, folder);
    if (listed.ok && listed.value) return { ok: true, value: listed.value };
  }
  return listFolder(context, folder, { in: inspected.Id });
};
