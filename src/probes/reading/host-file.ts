import type { Context } from '../../core/probe.ts';
import { below } from '../../formats/paths.ts';
import { statFile } from './file-stat.ts';
import { mountOver, type Place } from './place.ts';

/**
 * The path by which a change on this host reaches the file. A file of a container's own layers has
 * none: what is changed there is gone when the container is made anew.
 */
export const hostFile = async (
  context: Context,
  { path, host, inspected }: Place,
): Promise<string | undefined> => {
  if (host.kind !== 'here') return undefined;
  if (!inspected) return path;
  const mount = mountOver(inspected, path);
  if (!mount?.Source) return undefined;
  const way = `${mount.Source}${below(path, mount.Destination)}`;
  if (way === host.path) return way;
  const seen = await statFile(context, way, { follow: true });
  const isSame = seen.ok && seen.value.dev === host.dev && seen.value.inode === host.inode;
  return isSame ? way : undefined;
};
