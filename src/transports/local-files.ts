import { constants, type BigIntStats, type Stats } from 'node:fs';
import { lstat, open, opendir, readlink, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Ask, FileStat, Reply } from '../core/target.ts';
import { collectEnd, collectStart } from './collected.ts';
import { codeOf, fileRefusal, refusal, wordsOf } from './failure.ts';
import { defaultBytes } from './within.ts';

const chunkBytes = 256 * 1024;
/** Files of /proc have no size: they are read to their end, but no farther than this. */
const sizelessBytes = 64 * 1024 * 1024;
const listEntries = 10_000;

/** Reads a regular file; a FIFO or device is never opened, since opening alone may hang or act. */
export const readLocal = async (
  { path, from = 'start', maxBytes = defaultBytes }: Extract<Ask, { readonly kind: 'read' }>,
  signal: AbortSignal,
): Promise<Reply> => {
  try {
    const type = typeOf(await stat(path));
    if (type !== 'file') return refusal('unreadable', path, `${path} is a ${type}, not a file`);
    const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
    const file = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    try {
      const { size } = await file.stat();
      const start = from === 'end' ? Math.max(0, size - maxBytes) : 0;
      const read = await readOut(file, { start, from, maxBytes, signal });
      const { bytes, truncated } = read;
      return { ok: true, stdout: bytes, ...(truncated ? { truncated } : {}) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return fileRefusal(error, path);
  }
};

type Part = {
  readonly start: number;
  readonly from: 'start' | 'end';
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

const readOut = async (file: FileHandle, { start, from, maxBytes, signal }: Part) => {
  const kept = from === 'end' ? collectEnd(maxBytes) : collectStart(maxBytes);
  const bound = from === 'end' ? Math.max(maxBytes, sizelessBytes) : maxBytes + 1;
  while (kept.seen < bound && !signal.aborted) {
    const wanted = Math.min(chunkBytes, bound - kept.seen);
    const buffer = new Uint8Array(wanted);
    const { bytesRead } = await file.read(buffer, 0, wanted, start + kept.seen);
    if (bytesRead === 0) break;
    kept.add(buffer.subarray(0, bytesRead));
  }
  return { bytes: kept.bytes(), truncated: kept.truncated || start > 0 };
};

export const statLocal = async ({
  path,
  follow,
}: Extract<Ask, { readonly kind: 'stat' }>): Promise<Reply> => {
  try {
    return { ok: true, json: await fileStat(path, follow === true) };
  } catch (error) {
    return fileRefusal(error, path);
  }
};

/** The first level of a folder, by name. An entry that vanishes meanwhile is left out. */
export const listLocal = async (
  { path }: Extract<Ask, { readonly kind: 'list' }>,
  signal: AbortSignal,
): Promise<Reply> => {
  try {
    const names: string[] = [];
    let truncated = false;
    for await (const { name } of await opendir(path)) {
      if (names.length >= listEntries || signal.aborted) {
        truncated = true;
        break;
      }
      names.push(name);
    }
    const entries = await Promise.all(names.sort().map((name) => entryStat(join(path, name))));
    const json = entries.filter((entry) => entry !== undefined);
    return { ok: true, json, ...(truncated ? { truncated } : {}) };
  } catch (error) {
    if (codeOf(error) !== 'ENOTDIR') return fileRefusal(error, path);
    // The same code for a file, and for what would be below a file.
    return stat(path).then(
      () => refusal('unreadable', path, wordsOf(error)),
      (missing: unknown) => fileRefusal(missing, path),
    );
  }
};

const entryStat = async (path: string): Promise<FileStat | undefined> => {
  try {
    return await fileStat(path, false);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const fileStat = async (path: string, follow: boolean): Promise<FileStat> => {
  const stats = await (follow ? stat(path) : lstat(path));
  const target = stats.isSymbolicLink() ? { target: await readlink(path) } : {};
  return {
    name: basename(path),
    type: typeOf(stats),
    size: stats.size,
    mode: stats.mode & 0o7777,
    mtime: Math.floor(stats.mtimeMs / 1000),
    uid: stats.uid,
    gid: stats.gid,
    dev: stats.dev,
    inode: stats.ino,
    ...target,
  };
};

const typeOf = (stats: Stats | BigIntStats): FileStat['type'] => {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isSocket()) return 'socket';
  if (stats.isFIFO()) return 'fifo';
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'device' : 'other';
};
