import { nameOf, parentOf } from '../../formats/paths.ts';
import type { FileStat } from '../../core/target.ts';
import type { Read } from './container.ts';
import type { Listing } from './file-stat.ts';

/** The first of some paths that leads to a file. */
export type FirstFile = (paths: readonly string[]) => Promise<Read<string | undefined>>;

export type Stat = (path: string) => Promise<Read<FileStat | undefined>>;

/** By looking at each path. A link counts where nothing follows it: it was put there to be found. */
export const firstFileBy =
  (stat: Stat): FirstFile =>
  async (paths) => {
    const stats = await Promise.all(paths.map((path) => stat(path)));
    for (const [index, read] of stats.entries()) {
      if (!read.ok) return read;
      if (read.value?.type === 'file' || read.value?.type === 'link') {
        return { ok: true, value: paths[index] };
      }
    }
    return { ok: true, value: undefined };
  };

/** By listing their folders, and looking only at those that are there. */
export const byListing =
  (list: (path: string) => Promise<Read<Listing | undefined>>, stat: Stat): FirstFile =>
  async (paths) => {
    const folders = [...new Set(paths.map(parentOf))];
    const listings = await Promise.all(folders.map((folder) => list(folder)));
    const there: string[] = [];
    for (const path of paths) {
      const listed = listings[folders.indexOf(parentOf(path))];
      if (!listed) continue;
      if (!listed.ok) return listed;
      const { entries = [], bounded = false } = listed.value ?? {};
      if (bounded || entries.some(({ name }) => name === nameOf(path))) there.push(path);
    }
    return firstFileBy(stat)(there);
  };
