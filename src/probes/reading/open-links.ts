import type { Context } from '../../core/probe.ts';
import { refused, type Read } from './container.ts';
import type { Sought } from './open-files.ts';

export type Links = {
  /** `/proc/PID/fd/N`, `/proc/PID/map_files/…`, `/proc/PID/exe` that lead to the files. */
  readonly found: readonly string[];
  /** Processes whose links may not be followed. */
  readonly denied: ReadonlySet<number>;
};

/**
 * One walk of find(1) over `/proc`, by inode: what a link is called differs between mount
 * namespaces. Links are followed; folders other than these two are not entered.
 */
const findArgv = (files: readonly Sought[], withMaps: boolean): readonly string[] => {
  const inodes = files.flatMap(({ inode }, index) => [
    ...(index === 0 ? [] : ['-o']),
    ...['-inum', String(inode)],
  ]);
  const sought = ['(', ...inodes, ')', '-print'];
  const folders = withMaps ? ['fd', 'map_files'] : ['fd'];
  return [
    ...['find', '-L', '/proc', '-mindepth', '1', '-maxdepth', '3'],
    ...['!', '-path', '/proc/[0-9]*', '-prune', '-o'],
    ...folders.flatMap((name) => ['-path', `/proc/*/${name}/*`, ...sought, '-o']),
    ...folders.flatMap((name) => ['-path', `/proc/*/${name}`, '-o']),
    ...['-path', '/proc/*/exe', ...sought, '-o'],
    ...['-path', '/proc/*/*', '-prune'],
  ];
};

const refusalLine = /\/proc\/(\d+)\/.*(?:Permission denied|Operation not permitted)/;

export const linksByFind = async (
  context: Context,
  files: readonly Sought[],
  withMaps: boolean,
): Promise<Read<Links>> => {
  const argv = findArgv(files, withMaps);
  const reply = await context.send({ kind: 'exec', argv, fresh: true, timeoutMs: 30_000 });
  if (!reply.ok) return refused(reply.failure);
  const decoder = new TextDecoder();
  const words = decoder.decode(reply.stderr);
  if (reply.truncated === true) {
    const detail = 'find said more than is read: not every process was looked into';
    return refused({ outcome: 'unreadable', subject: '/proc', detail });
  }
  const denied = new Set<number>();
  for (const line of words.split('\n')) {
    const pid = refusalLine.exec(line)?.[1];
    if (pid !== undefined) denied.add(Number(pid));
  }
  const found = decoder.decode(reply.stdout).split('\n').filter(Boolean);
  if (found.length === 0 && denied.size === 0 && reply.exit !== 0 && !walked(words)) {
    return refused({ outcome: 'unreadable', subject: 'find', detail: words.trim() });
  }
  return { ok: true, value: { found, denied } };
};

/** Processes that end meanwhile make find fail, and mean nothing; a usage error would. */
const walked = (words: string): boolean =>
  words.split('\n').every((line) => line === '' || line.includes('/proc/'));
