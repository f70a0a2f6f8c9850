import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { joined, parentOf } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import { listFolder, orAbsent, statFile, type Listing } from './file-stat.ts';

/**
 * Files of an image, or of a container without what is mounted over them, read from the engine's
 * folders on this host. A character device stands for a file that was taken away. A folder that was
 * replaced as a whole is not told from one that was added to: what is seen may be hidden.
 */
export type Layers = {
  lstat(path: string): Promise<Read<FileStat | undefined>>;
  list(path: string): Promise<Read<Listing | undefined>>;
};

/** In one layer: `gone` hides what the layers below have. */
type InLayer = FileStat | 'absent' | 'gone';

export const layersOf = (context: Context, folders: readonly string[]): Layers => {
  const seen = new Map<string, Promise<Read<InLayer>>>();
  const inLayer = (folder: string, path: string): Promise<Read<InLayer>> => {
    const key = folder + path;
    const looking = seen.get(key) ?? look(folder, path);
    seen.set(key, looking);
    return looking;
  };
  /** A layer has few of the folders: below one that it lacks nothing is asked. */
  const look = async (folder: string, path: string): Promise<Read<InLayer>> => {
    if (path !== '/') {
      const above = await inLayer(folder, parentOf(path));
      if (!above.ok || typeof above.value === 'string') return above;
      if (above.value.type !== 'directory') return { ok: true, value: 'absent' };
    }
    const read = orAbsent(await statFile(context, path === '/' ? folder : folder + path));
    if (!read.ok) return read;
    return { ok: true, value: read.value?.type === 'device' ? 'gone' : (read.value ?? 'absent') };
  };
  const all = (path: string): Promise<readonly Read<InLayer>[]> =>
    Promise.all(folders.map((folder) => inLayer(folder, joined('/', path))));
  return {
    lstat: async (path) => {
      for (const read of await all(path)) {
        if (!read.ok) return read;
        if (read.value === 'gone') break;
        if (read.value !== 'absent') return { ok: true, value: read.value };
      }
      return { ok: true, value: undefined };
    },
    list: async (path) => {
      const entries = new Map<string, FileStat>();
      let there = false;
      let bounded = false;
      for (const [index, read] of (await all(path)).entries()) {
        if (!read.ok) return read;
        if (read.value === 'gone') break;
        if (read.value === 'absent') continue;
        const listed = await listFolder(context, (folders[index] ?? '') + path);
        if (!listed.ok) return listed;
        there = true;
        bounded ||= listed.value.bounded;
        for (const entry of listed.value.entries) {
          if (!entries.has(entry.name)) entries.set(entry.name, entry);
        }
      }
      const left = [...entries.values()].filter(({ type }) => type !== 'device');
      return { ok: true, value: there ? { entries: left, bounded } : undefined };
    },
  };
};

/** Are the engine's folders on this host, and open to us? */
export const layersAreHere = async (
  context: Context,
  folders: readonly string[],
): Promise<Read<true>> => {
  const [first = '/'] = folders;
  const read = await statFile(context, first);
  if (read.ok) return { ok: true, value: true };
  const { failure } = read;
  if (failure.outcome !== 'not-found') return read;
  const detail = `${first} is not on this host: the engine runs elsewhere`;
  return refused({ outcome: 'unreadable', subject: 'image layers', detail });
};
