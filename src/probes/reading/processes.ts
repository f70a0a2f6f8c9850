import type { Context } from '../../core/probe.ts';
import {
  bootTime,
  commandOf,
  containerIdOf,
  startTicks,
  ticksPerSecond,
  userNames,
} from '../../formats/proc-pid.ts';
import { inspectContainer, type Read } from './container.ts';
import { listFolder, readText, statFile } from './file-stat.ts';

/** A process of the host, as far as its files could be read. */
export type ProcessSeen = {
  readonly pid: number;
  /** With its arguments; a kernel thread has none. */
  readonly command: string;
  readonly user: string;
  /** RFC 3339. */
  readonly since?: string;
  /** The name of the container that it runs in. */
  readonly container?: string;
};

export type ProcessIds = {
  /** Number to owner. */
  readonly owners: ReadonlyMap<number, number>;
};

/** Every process that `/proc` shows now. */
export const processIds = async (context: Context): Promise<Read<ProcessIds>> => {
  const listed = await listFolder(context, '/proc', { fresh: true });
  if (!listed.ok) return listed;
  const folders = listed.value.entries.filter(({ name }) => /^\d+$/.test(name));
  const owners = new Map(folders.map(({ name, uid }) => [Number(name), uid ?? -1]));
  return { ok: true, value: { owners } };
};

export const describeProcess = async (context: Context, pid: number): Promise<ProcessSeen> => {
  const [cmdline, stat, cgroup, folder, boot, passwd] = await Promise.all([
    readText(context, `/proc/${pid}/cmdline`, { maxBytes: 4096 }),
    readText(context, `/proc/${pid}/stat`),
    readText(context, `/proc/${pid}/cgroup`),
    statFile(context, `/proc/${pid}`),
    readText(context, '/proc/stat'),
    readText(context, '/etc/passwd'),
  ]);
  const uid = folder.ok ? folder.value.uid : undefined;
  const name = passwd.ok && uid !== undefined ? userNames(passwd.value).get(uid) : undefined;
  const ticks = stat.ok ? startTicks(stat.value) : undefined;
  const booted = boot.ok ? bootTime(boot.value) : undefined;
  const since =
    ticks === undefined || booted === undefined
      ? undefined
      : new Date((booted + ticks / ticksPerSecond) * 1000).toISOString();
  const container = cgroup.ok ? await containerOf(context, cgroup.value) : undefined;
  return {
    pid,
    command: (cmdline.ok ? commandOf(cmdline.value) : '') || '(unknown)',
    user: name ?? (uid === undefined ? '(unknown)' : String(uid)),
    ...(since !== undefined && { since }),
    ...(container !== undefined && { container }),
  };
};

/** The engine's name for it, else the short id. */
const containerOf = async (context: Context, cgroup: string): Promise<string | undefined> => {
  const id = containerIdOf(cgroup);
  if (id === undefined) return undefined;
  const read = await inspectContainer(context, id);
  return read.ok ? read.value.Name : id.slice(0, 12);
};

/** One line, as evidence shows it. */
export const processWords = ({ pid, command, user, since, container }: ProcessSeen): string =>
  [
    `pid ${pid} (${command.length > 120 ? `${command.slice(0, 120)}…` : command})`,
    `of ${user}`,
    ...(container === undefined ? [] : [`in container ${container}`]),
    ...(since === undefined ? [] : [`since ${since.slice(0, 19)}Z`]),
  ].join(' ');
