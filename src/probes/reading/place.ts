import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { below, isWithin } from '../../formats/paths.ts';
import { inspectContainer, refused, type Read } from './container.ts';
import { statFile } from './file-stat.ts';
import { isRunning, mainProcessIsHere } from './main-process.ts';
import { realPath } from './real-path.ts';

/** A file as it was asked for, and the same file as processes of this host hold it. */
export type Place = {
  /** After links, in its own names: the container's, where it is one's. */
  readonly path: string;
  readonly stat: FileStat;
  readonly host: HostPlace;
  readonly inspected?: Inspected;
};

export type HostPlace =
  | { readonly kind: 'here'; readonly path: string; readonly dev: number; readonly inode: number }
  /** In the layers of a container that does not run: they are not mounted, nothing can hold it. */
  | { readonly kind: 'unmounted' }
  | { readonly kind: 'hidden'; readonly failure: Failure };

type Mount = Inspected['Mounts'][number];

export const mountOver = ({ Mounts }: Inspected, path: string): Mount | undefined =>
  Mounts.filter(({ Destination }) => isWithin(path, Destination))
    .toSorted((a, b) => a.Destination.length - b.Destination.length)
    .at(-1);

export const findPlace = async (
  context: Context,
  file: string,
  container?: string,
): Promise<Read<Place>> => {
  if (!file.startsWith('/')) {
    const detail = 'it is not an absolute path: where it begins is not known';
    return refused({ outcome: 'unreadable', subject: file, detail });
  }
  if (container !== undefined) return inContainer(context, file, container);
  const real = await realPath(context, file);
  if (!real.ok) return real;
  const { path, stat } = real.value;
  return { ok: true, value: { path, stat, host: held(path, stat) } };
};

const inContainer = async (
  context: Context,
  file: string,
  container: string,
): Promise<Read<Place>> => {
  const read = await inspectContainer(context, container);
  if (!read.ok) return read;
  const inspected = read.value;
  const real = await realPath(context, file, container);
  if (!real.ok) return real;
  const { path, stat } = real.value;
  const host = await onHost(context, inspected, real.value);
  return { ok: true, value: { path, stat, host, inspected } };
};

/** Through the main process's own root while it runs, else where what is mounted there comes from. */
const onHost = async (
  context: Context,
  inspected: Inspected,
  { path, stat }: { readonly path: string; readonly stat: FileStat },
): Promise<HostPlace> => {
  const mount = mountOver(inspected, path);
  const runs = isRunning(inspected);
  if (!runs && (mount === undefined || mount.Source === '')) return { kind: 'unmounted' };
  const here = runs && (await mainProcessIsHere(context, inspected));
  const ways = [
    ...(here ? [`/proc/${inspected.State.Pid}/root${path}`] : []),
    ...(mount?.Source ? [`${mount.Source}${below(path, mount.Destination)}`] : []),
  ];
  let refusal: Failure = {
    outcome: 'unreadable',
    subject: path,
    detail: `${inspected.Name} does not run on this host: what holds a file of it is not seen from here`,
  };
  for (const way of ways) {
    const found = await statFile(context, way, { follow: true });
    if (!found.ok) refusal = found.failure;
    else if (here || (await isSame(context, inspected.Id, found.value, { path, stat }))) {
      return held(way, found.value);
    }
  }
  return { kind: 'hidden', failure: refusal };
};

/**
 * The engine may be on another host, where the same path is another file. One that is being
 * written changes between two looks: ours must have its time between the engine's two.
 */
const isSame = async (
  context: Context,
  container: string,
  ours: FileStat,
  { path, stat: before }: { readonly path: string; readonly stat: FileStat },
): Promise<boolean> => {
  if (ours.type !== before.type) return false;
  if (ours.mtime === before.mtime && ours.size === before.size) return true;
  const after = await statFile(context, path, { in: container, follow: true, fresh: true });
  return after.ok && before.mtime <= ours.mtime && ours.mtime <= after.value.mtime;
};

const held = (path: string, { dev, inode }: FileStat): HostPlace =>
  dev === undefined || inode === undefined
    ? {
        kind: 'hidden',
        failure: { outcome: 'unreadable', subject: path, detail: 'its inode is not told' },
      }
    : { kind: 'here', path, dev, inode };
