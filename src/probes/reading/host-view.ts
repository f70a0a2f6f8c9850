import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { layerFolders } from '../../formats/layers.ts';
import { below, joined, parentOf } from '../../formats/paths.ts';
import type { Read } from './container.ts';
import { listFolder, orAbsent, statFile, type Listing } from './file-stat.ts';
import { layersAreHere, layersOf, type Layers } from './layers.ts';
import { isRunning, mainProcessIsHere } from './main-process.ts';
import { mountOver } from './place.ts';

/**
 * A container's files as this host shows them: many looks cost next to nothing there, where each
 * one through the engine may mount the container's file system anew.
 */
export type HostView = {
  /** The path itself; a link is not followed. */
  lstat(path: string): Promise<Read<FileStat | undefined>>;
  list(path: string): Promise<Read<Listing | undefined>>;
  /** False: what is seen may be hidden in the container; what is not seen is not there. */
  readonly exact: boolean;
};

/** Undefined where the container's files are not on this host, or closed to us. */
export const hostView = async (
  context: Context,
  inspected: Inspected,
): Promise<HostView | undefined> => {
  // A process that ends while it is looked at takes its root away, and what is there seems gone. Of
  // one that ends again and again, the layers are looked at instead: they stay.
  if (isRunning(inspected) && inspected.RestartCount === 0) {
    const root = `/proc/${inspected.State.Pid}/root`;
    if (!(await mainProcessIsHere(context, inspected))) return undefined;
    const open = await listFolder(context, root);
    return open.ok ? remembered(folderView(context, root), true) : undefined;
  }
  const layers = layerFolders(inspected.GraphDriver);
  if (!layers) return undefined;
  const here = await layersAreHere(context, layers);
  return here.ok
    ? remembered(stoppedView(context, inspected, layersOf(context, layers)), false)
    : undefined;
};

type Looks = Omit<HostView, 'exact'>;

const folderView = (context: Context, root: string): Looks => ({
  lstat: async (path) => orAbsent(await statFile(context, root + path)),
  list: async (path) => orAbsent(await listFolder(context, root + path)),
});

/** What is mounted comes from where it is kept; all else from the layers. */
const stoppedView = (context: Context, inspected: Inspected, layers: Layers): Looks => {
  const mounted = (path: string): { readonly view: Looks; readonly at: string } | undefined => {
    const mount = mountOver(inspected, path);
    if (!mount?.Source) return undefined;
    return { view: folderView(context, mount.Source), at: below(path, mount.Destination) };
  };
  return {
    lstat: (path) => {
      const inner = mounted(path);
      return inner ? inner.view.lstat(inner.at) : layers.lstat(path);
    },
    list: (path) => {
      const inner = mounted(path);
      return inner ? inner.view.list(inner.at) : layers.list(path);
    },
  };
};

/** Nothing lies below what is not there, and nothing is looked at twice. */
const remembered = (looks: Looks, exact: boolean): HostView => {
  const seen = new Map<string, Promise<Read<FileStat | undefined>>>();
  const lstat = (path: string): Promise<Read<FileStat | undefined>> => {
    const known = seen.get(path);
    if (known) return known;
    const looking = look(path);
    seen.set(path, looking);
    return looking;
  };
  const look = async (path: string): Promise<Read<FileStat | undefined>> => {
    if (path !== '/') {
      const above = await lstat(parentOf(joined('/', path)));
      if (!above.ok || !above.value) return above;
      if (above.value.type !== 'directory') return { ok: true, value: undefined };
    }
    return looks.lstat(path);
  };
  return { lstat, list: (path) => looks.list(path), exact };
};
