import { createGzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import { pack } from 'tar-stream';

export type Entry = { readonly content: Buffer; readonly isExecutable: boolean };

/** GNU tar finds 1970 implausible. When it was packed is nobody's business: the bytes must agree. */
const mtime = new Date('2000-01-01T00:00:00Z');

/**
 * Writes a gzipped tar whose bytes depend on nothing but names and contents: sorted, owned by root,
 * with one time for all, and no time or name in the head of gzip.
 */
export async function writeArchive(
  file: string,
  entries: ReadonlyMap<string, Entry>,
): Promise<void> {
  const archive = pack();
  const written = pipeline(archive, createGzip({ level: 9 }), createWriteStream(file));
  const owner = { uid: 0, gid: 0, uname: 'root', gname: 'root', mtime };
  for (const folder of foldersOf([...entries.keys()])) {
    archive.entry({ ...owner, name: `${folder}/`, type: 'directory', mode: 0o755 });
  }
  for (const [name, { content, isExecutable }] of [...entries].sort(byName)) {
    archive.entry({ ...owner, name, mode: isExecutable ? 0o755 : 0o644 }, content);
  }
  archive.finalize();
  await written;
}

function foldersOf(names: readonly string[]): readonly string[] {
  const folders = names.flatMap((name) => {
    const parts = name.split('/').slice(0, -1);
    return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  });
  return [...new Set(folders)].sort();
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
