import type { Context } from '../../core/probe.ts';
import { mappingsOf } from '../../formats/proc-pid.ts';
import { refused, type Read } from './container.ts';
import { readText, statFile } from './file-stat.ts';
import { linksByFind } from './open-links.ts';
import { processIds } from './processes.ts';

/** A file by what identifies it; names differ between mount namespaces, and change. */
export type Sought = { readonly path: string; readonly dev: number; readonly inode: number };

export type Holding = {
  readonly pid: number;
  /** By a descriptor open for writing, by nothing but a mapping, or by running it. */
  readonly how: 'writes' | 'maps' | 'runs';
  readonly file: Sought;
  /** Where `/proc` shows it. */
  readonly through: string;
};

export type OpenFiles = {
  readonly holdings: readonly Holding[];
  readonly processes: number;
  /** Processes that nobody let us look into. */
  readonly unseen: number;
  /** Why more than these may be out of sight. */
  readonly limits: readonly string[];
};

/** The kernel's own PID namespace always has this inode (PROC_PID_INIT_INO). */
const firstNamespace = 'pid:[4026531836]';

/** Who on this host holds these files, as far as this user and this PID namespace can see. */
export const openFiles = async (
  context: Context,
  files: readonly Sought[],
): Promise<Read<OpenFiles>> => {
  const [self, namespace, before] = await Promise.all([
    statFile(context, '/proc/self', { follow: true }),
    statFile(context, '/proc/self/ns/pid'),
    processIds(context),
  ]);
  if (!before.ok) return before;
  const seesMaps = (self.ok && self.value.uid === 0) || (await mayListMaps(context));
  const links = await linksByFind(context, files, seesMaps);
  if (!links.ok) return refused(links.failure);
  const after = await processIds(context);
  if (!after.ok) return after;
  const holdings = await Promise.all(links.value.found.map((link) => judged(context, link, files)));
  const own = self.ok ? self.value.uid : undefined;
  const mine = [...after.value.owners].filter(([, uid]) => uid === own).map(([pid]) => pid);
  const mapped = seesMaps ? [] : await mappedByMine(context, mine, files);
  const hidden = [...links.value.denied].filter((pid) => after.value.owners.has(pid));
  const limits: string[] = [];
  if (!after.value.owners.has(1)) limits.push('/proc hides the processes of others (hidepid)');
  if (!namespace.ok || namespace.value.target !== firstNamespace) {
    limits.push('this program runs in a PID namespace of its own: processes outside are not shown');
  }
  const looked = [...after.value.owners].filter(([pid]) => !links.value.denied.has(pid));
  if (!seesMaps && looked.some(([, uid]) => uid !== own)) {
    limits.push('what processes of other users have mapped was not looked into');
  }
  return {
    ok: true,
    value: {
      holdings: oneEach([...holdings.filter((each) => each !== undefined), ...mapped]),
      processes: after.value.owners.size,
      unseen: hidden.length,
      limits,
    },
  };
};

/** Through sudo the mappings of all are open to us, whoever we are. */
const mayListMaps = async (context: Context): Promise<boolean> => {
  const reply = await context.send({ kind: 'list', path: '/proc/1/map_files' });
  return reply.ok;
};

const link = /^\/proc\/(\d+)\/(fd|map_files|exe)/;

/** The link's own mode says how the file was opened; a reader never makes it busy. */
const judged = async (
  context: Context,
  through: string,
  files: readonly Sought[],
): Promise<Holding | undefined> => {
  const [, pid = '', kind] = link.exec(through) ?? [];
  const [itself, target] = await Promise.all([
    statFile(context, through, { fresh: true }),
    statFile(context, through, { fresh: true, follow: true }),
  ]);
  if (!itself.ok || !target.ok) return undefined;
  const { dev, inode } = target.value;
  const file = files.find((sought) => sought.inode === inode && sought.dev === dev);
  if (!file) return undefined;
  if (kind === 'exe') return { pid: Number(pid), how: 'runs', file, through };
  if ((itself.value.mode & 0o200) === 0) return undefined;
  return { pid: Number(pid), how: kind === 'fd' ? 'writes' : 'maps', file, through };
};

/** Without root, `map_files` is closed even for one's own processes; `maps` is not. */
const mappedByMine = async (
  context: Context,
  pids: readonly number[],
  files: readonly Sought[],
): Promise<readonly Holding[]> => {
  const all = await Promise.all(
    pids.map(async (pid) => {
      const maps = await readText(context, `/proc/${pid}/maps`, { fresh: true });
      const mappings = maps.ok ? mappingsOf(maps.value) : [];
      return mappings.flatMap(({ shared, writable, inode, range }): Holding[] => {
        const file = files.find((sought) => sought.inode === inode);
        if (!file || !shared || !writable) return [];
        return [{ pid, how: 'maps', file, through: `/proc/${pid}/maps ${range}` }];
      });
    }),
  );
  return all.flat();
};

/** One line a process: a descriptor says more than a mapping made from it. */
const oneEach = (holdings: readonly Holding[]): readonly Holding[] => {
  const order = ['writes', 'maps', 'runs'] as const;
  const best = new Map<number, Holding>();
  for (const holding of holdings) {
    const known = best.get(holding.pid);
    const better = !known || order.indexOf(holding.how) < order.indexOf(known.how);
    if (better) best.set(holding.pid, holding);
  }
  return [...best.values()].toSorted((a, b) => a.pid - b.pid);
};
