import { basename } from 'node:path';
import type { Header } from 'tar-stream';
import { z } from 'zod';
import type { FileStat } from '../core/target.ts';

/** Go's file mode, as the engine's path header has it: the type in the high bits. */
const goTypes: readonly (readonly [bit: number, type: FileStat['type']])[] = [
  [31, 'directory'],
  [27, 'link'],
  [25, 'fifo'],
  [24, 'socket'],
  [26, 'device'],
  [19, 'other'],
];
const has = (mode: number, bit: number): boolean => Math.floor(mode / 2 ** bit) % 2 === 1;

export const goFileMode = (mode: number): { type: FileStat['type']; mode: number } => {
  const special =
    (has(mode, 23) ? 0o4000 : 0) + (has(mode, 22) ? 0o2000 : 0) + (has(mode, 20) ? 0o1000 : 0);
  const type = goTypes.find(([bit]) => has(mode, bit))?.[1] ?? 'file';
  return { type, mode: (mode % 0o1000) + special };
};

/** The engine's path header. `linkTarget` is where a link ends up, not what is written in it. */
export const pathHeader = z
  .object({
    name: z.string(),
    size: z.number(),
    mode: z.number(),
    mtime: z.string(),
    linkTarget: z.string().default(''),
  })
  .transform(({ name, size, mode, mtime, linkTarget }) => {
    const stat = { name, size, ...goFileMode(mode), mtime: Math.floor(Date.parse(mtime) / 1000) };
    return stat.type === 'link' ? { ...stat, target: linkTarget } : stat;
  });

const entryTypes: Readonly<Record<string, FileStat['type']>> = {
  file: 'file',
  'contiguous-file': 'file',
  link: 'file',
  directory: 'directory',
  symlink: 'link',
  fifo: 'fifo',
  'block-device': 'device',
  'character-device': 'device',
};

/** An entry of the engine's tar. A hard link to an earlier entry has no size of its own. */
export const statOfEntry = (header: Header): FileStat => {
  const type = entryTypes[header.type] ?? 'other';
  return {
    name: basename(header.name),
    type,
    size: header.size,
    mode: header.mode % 0o10000,
    mtime: Math.floor(header.mtime.getTime() / 1000),
    uid: header.uid,
    gid: header.gid,
    ...(type === 'link' ? { target: header.linkname } : {}),
  };
};
