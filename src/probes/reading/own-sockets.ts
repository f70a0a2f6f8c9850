import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { getJson, refused, type Read } from './container.ts';
import { listFolder } from './file-stat.ts';
import { listenersOf, type Listener } from './sockets.ts';

/** Containers in one network see each other's sockets, and the host's: whose one is, its owner tells. */
export const sharesNetwork = ({ HostConfig: { NetworkMode } }: Inspected): boolean =>
  NetworkMode === 'host' || NetworkMode.startsWith('container:');

const top = z.object({ Titles: z.array(z.string()), Processes: z.array(z.array(z.string())) });

/** Listeners of the container's own processes, where its network is shared; else all there are. */
export const ownListeners = async (
  context: Context,
  inspected: Inspected,
): Promise<Read<readonly Listener[]>> => {
  const all = await listenersOf(context, inspected.State.Pid, true);
  if (!all.ok || !sharesNetwork(inspected)) return all;
  const pids = await processesOf(context, inspected);
  if (!pids.ok) return pids;
  const held = new Set<string>();
  for (const pid of pids.value) {
    const folder = await listFolder(context, `/proc/${pid}/fd`, { fresh: true });
    // A process that ended meanwhile holds nothing.
    if (!folder.ok && folder.failure.outcome === 'not-found') continue;
    if (!folder.ok) return folder;
    if (folder.value.bounded) {
      const detail = 'it holds more files than were read';
      return refused({ outcome: 'unreadable', subject: `/proc/${pid}/fd`, detail });
    }
    for (const { target } of folder.value.entries) {
      const inode = /^socket:\[(\d+)\]$/.exec(target ?? '')?.[1];
      if (inode !== undefined) held.add(inode);
    }
  }
  return { ok: true, value: all.value.filter(({ inode }) => held.has(inode)) };
};

const processesOf = async (
  context: Context,
  { Id, Name }: Inspected,
): Promise<Read<readonly string[]>> => {
  const read = await getJson(context, `/containers/${Id}/top`, { fresh: true });
  if (!read.ok) return read;
  const parsed = top.safeParse(read.value);
  const at = parsed.data?.Titles.indexOf('PID') ?? -1;
  if (parsed.data && at >= 0) {
    return { ok: true, value: parsed.data.Processes.flatMap((row) => row[at] ?? []) };
  }
  const detail = 'the engine lists its processes without their numbers';
  return refused({ outcome: 'unreadable', subject: `processes of ${Name}`, detail });
};
