import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { joined } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import { listFolder, statFile, type Listing } from './file-stat.ts';

/**
 * Files of an image or of a container's own layers, without what is mounted over them, read from
 * the engine's folders on this host. A character device stands for a file that was taken away. A
 * folder that was replaced as a whole is not told from one that was added to: where it matters,
 * the container itself must be asked.
 */
export const statInLayers = async (
  context: Context,
  layers: readonly string[],
  path: string,
): Promise<Read<FileStat | undefined>> => {
  const stack = [...ancestorsOf(path), path];
  for (const layer of layers) {
    const stats = await Promise.all(stack.map((each) => statFile(context, layer + each)));
    for (const [index, read] of stats.entries()) {
      if (!read.ok) {
        if (read.failure.outcome === 'not-found') break;
        return refused(read.failure);
      }
      if (read.value.type === 'device') return { ok: true, value: undefined };
      if (index === stack.length - 1) return { ok: true, value: read.value };
    }
  }
  return { ok: true, value: undefined };
};

export const listLayers = async (
  context: Context,
  layers: readonly string[],
  path: string,
): Promise<Read<Listing | undefined>> => {
  const seen = new Map<string, FileStat>();
  let there = false;
  let bounded = false;
  for (const layer of layers) {
    const itself = await statFile(context, layer + path);
    if (itself.ok && itself.value.type === 'device') break;
    const listed = await listFolder(context, layer + path);
    if (!listed.ok) {
      if (listed.failure.outcome === 'not-found') continue;
      return listed;
    }
    there = true;
    bounded ||= listed.value.bounded;
    for (const entry of listed.value.entries) {
      if (!seen.has(entry.name)) seen.set(entry.name, entry);
    }
  }
  if (!there) return { ok: true, value: undefined };
  const entries = [...seen.values()].filter(({ type }) => type !== 'device');
  return { ok: true, value: { entries, bounded } };
};

/** Are the engine's folders on this host, and open to us? */
export const layersAreHere = async (
  context: Context,
  layers: readonly string[],
): Promise<Read<true>> => {
  const [first = '/'] = layers;
  const read = await statFile(context, first);
  if (read.ok) return { ok: true, value: true };
  const { failure } = read;
  if (failure.outcome !== 'not-found') return read;
  const detail = `${first} is not on this host: the engine runs elsewhere`;
  return refused({ outcome: 'unreadable', subject: 'image layers', detail });
};

const ancestorsOf = (path: string): readonly string[] => {
  const names = joined('/', path).split('/').slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
};
