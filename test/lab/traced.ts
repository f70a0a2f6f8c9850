import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** System calls that make, change, move or take away something that has a name. */
const changes = [
  ...['creat', 'mkdir', 'mkdirat', 'mknod', 'mknodat', 'link', 'linkat', 'symlink', 'symlinkat'],
  ...['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir', 'truncate', 'ftruncate'],
  ...['chmod', 'fchmod', 'fchmodat', 'chown', 'fchown', 'lchown', 'fchownat', 'fallocate'],
  ...['utime', 'utimes', 'utimensat', 'futimesat', 'setxattr', 'lsetxattr', 'fsetxattr'],
  ...['removexattr', 'lremovexattr', 'fremovexattr', 'mount', 'umount2', 'pivot_root', 'swapon'],
  ...['sethostname', 'settimeofday', 'clock_settime', 'init_module', 'finit_module', 'reboot'],
];
const opens = ['open', 'openat', 'openat2'];

/** Words to put before a command: every system call above, of it and of all that it starts. */
export const tracing = (prefix: string): readonly string[] => [
  ...['strace', '-ff', '-qq', '-y', '-s', '4096', '-o', prefix],
  ...['-e', `trace=${[...opens, ...changes].join(',')}`, '-e', 'signal=none', '--'],
];

/** One system call that writes, or would have. */
export type Written = {
  readonly call: string;
  readonly paths: readonly string[];
  readonly line: string;
};

/** What the traces under a prefix tell of writing, and how many calls they hold in all. */
export async function writtenIn(folder: string): Promise<{ calls: number; written: Written[] }> {
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n')).filter(Boolean);
  return { calls: lines.length, written: lines.flatMap(writing) };
}

export function writing(line: string): Written[] {
  const call = /^(\w+)\(/.exec(line)?.[1];
  if (call === undefined) return [];
  if (opens.includes(call) && !/\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b/.test(line))
    return [];
  const at = /(?:AT_FDCWD|\d+)<([^>]*)>/.exec(line)?.[1] ?? '/';
  const given = [...line.replace(/\) = .*$/, '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(
    ([, path = '']) => path,
  );
  // By a descriptor alone: its path stands beside it.
  const paths = given.length > 0 ? given.map((path) => resolve(at, path)) : [at];
  return [{ call, paths, line }];
}
