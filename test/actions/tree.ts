import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that an undo must give back: names, bytes, modes, owners, times, and links. */
export function tree(root: string): unknown {
  return ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })].sort().map((name) => {
    const path = join(root, name);
    const stat = lstatSync(path);
    const { mode, uid, gid, nlink } = stat;
    const content = stat.isFile()
      ? { bytes: readFileSync(path, 'hex'), mtime: stat.mtimeMs, nlink }
      : stat.isSymbolicLink()
        ? readlinkSync(path)
        : 'folder';
    return { name, mode, uid, gid, content };
  });
}
