/** Files of `/proc/PID`. */

/** The command line; a kernel thread has none. */
export const commandOf = (cmdline: string): string =>
  cmdline.replace(/\0+$/, '').split('\0').join(' ');

/** Clock ticks after boot at which the process started, from `stat`; the name may hold anything. */
export const startTicks = (stat: string): number | undefined => {
  const [, , , , , , , , , , , , , , , , , , , ticks] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ');
  const parsed = Number(ticks);
  return ticks === undefined || Number.isNaN(parsed) ? undefined : parsed;
};

/** USER_HZ: what the kernel tells processes in, whatever its own clock. */
export const ticksPerSecond = 100;

/** Seconds since the epoch at which the machine booted, from `/proc/stat`. */
export const bootTime = (stat: string): number | undefined => {
  const found = /^btime (\d+)$/m.exec(stat);
  return found ? Number(found[1]) : undefined;
};

/** The container that a process belongs to, from `cgroup`, whichever cgroup driver names it. */
export const containerIdOf = (cgroup: string): string | undefined =>
  /(?:\/|docker-|libpod-|crio-|cri-containerd-)([0-9a-f]{64})(?:\.scope)?\s*$/m.exec(cgroup)?.[1];

export type Mapping = {
  /** `/proc/PID/map_files` names it so: `7f0e5000-7f0e6000`. */
  readonly range: string;
  readonly shared: boolean;
  readonly writable: boolean;
  readonly inode: number;
  readonly path: string;
};

export const mappingsOf = (maps: string): readonly Mapping[] =>
  maps.split('\n').flatMap((line): Mapping[] => {
    const found = /^([0-9a-f]+-[0-9a-f]+) (\S{4}) \S+ \S+ (\d+)\s*(.*)$/.exec(line);
    const [, range = '', rights = '', inode = '', path = ''] = found ?? [];
    if (!found) return [];
    const shared = rights[3] === 's';
    return [{ range, shared, writable: rights[1] === 'w', inode: Number(inode), path }];
  });

/** User names by number, from `passwd`: of several with one number the first, as the C library says. */
export const userNames = (passwd: string): ReadonlyMap<number, string> => {
  const names = new Map<number, string>();
  for (const line of passwd.split('\n')) {
    const [name, , uid] = line.split(':');
    if (!name || !uid || !/^\d+$/.test(uid) || names.has(Number(uid))) continue;
    names.set(Number(uid), name);
  }
  return names;
};
