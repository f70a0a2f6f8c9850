import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { joined, parentOf } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import { listFolder, orAbsent, statFile, type Listing } from './file-stat.ts';
import { anyOpaque } from './opaque.ts';

/**
 * Files of an image, or of a container without what is mounted over them, read from the engine's
 * folders on this host. A character device stands for a file that was taken away. A folder that was
 * replaced as a whole is not told from one that was added to by `lstat` and `list`: what they see may
 * be hidden. `visible` asks for that too.
 */
export type Layers = {
  lstat(path: string): Promise<Read<FileStat | undefined>>;
  list(path: string): Promise<Read<Listing | undefined>>;
  visible(path: string): Promise<Read<FileStat | undefined>>;
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
  /** The topmost layer that has it, and what it has. */
  const topmost = async (
    path: string,
  ): Promise<Read<{ stat: FileStat; at: number } | undefined>> => {
    for (const [at, read] of (await all(path)).entries()) {
      if (!read.ok) return read;
      if (read.value === 'gone') break;
      if (read.value !== 'absent') return { ok: true, value: { stat: read.value, at } };
    }
    return { ok: true, value: undefined };
  };
  /** Folders in which it lies that stand in layers above its own too. */
  const foldersOver = async (path: string, at: number): Promise<Read<readonly string[]>> => {
    const over: string[] = [];
    for (let above = parentOf(path); above !== '/'; above = parentOf(above)) {
      for (const [index, read] of (await all(above)).slice(0, at).entries()) {
        if (!read.ok) return read;
        const there = typeof read.value !== 'string' && read.value.type === 'directory';
        if (there) over.push((folders[index] ?? '') + above);
      }
    }
    return { ok: true, value: over };
  };
  return {
    lstat: async (path) => {
      const top = await topmost(path);
      return top.ok ? { ok: true, value: top.value?.stat } : top;
    },
    visible: async (path) => {
      const top = await topmost(path);
      if (!top.ok || !top.value) return top.ok ? { ok: true, value: undefined } : top;
      const over = await foldersOver(path, top.value.at);
      if (!over.ok) return over;
      const hidden = await anyOpaque(context, over.value);
      if (!hidden.ok) return hidden;
      return { ok: true, value: hidden.value ? undefined : top.value.stat };
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
