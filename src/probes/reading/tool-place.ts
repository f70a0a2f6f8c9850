import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { refused, type Read } from './container.ts';
import { statFile } from './file-stat.ts';

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const pathOf = (seen: Inspected): string => envOf(seen).get('PATH') ?? defaultPath;

/** Where a program can stand: a name on the PATH, a relative path under the working folder. */
const placesFor = (tool: string, seen: Inspected): readonly string[] => {
  if (tool.startsWith('/')) return [tool];
  if (tool.includes('/')) return [`${seen.Config.WorkingDir || '/'}/${tool}`];
  return pathOf(seen)
    .split(':')
    .filter(Boolean)
    .map((folder) => `${folder.replace(/\/$/, '')}/${tool}`);
};

export type Placed = { readonly path: string; readonly stat: FileStat };

/** Where a program stands in a container, by the archive: no shell is needed there, and nothing is started. */
export const lookFor = async (
  context: Context,
  seen: Inspected,
  tool: string,
): Promise<Read<Placed | undefined>> => {
  const places = placesFor(tool, seen);
  const stats = await Promise.all(places.map((path) => statFile(context, path, { in: seen.Name })));
  const blind: Failure[] = [];
  for (const [index, stat] of stats.entries()) {
    if (stat.ok && stat.value.type !== 'directory') {
      return { ok: true, value: { path: places[index] ?? tool, stat: stat.value } };
    }
    if (!stat.ok && stat.failure.outcome !== 'not-found') blind.push(stat.failure);
  }
  // One folder that could not be seen may hold it.
  return blind[0] ? refused(blind[0]) : { ok: true, value: undefined };
};
