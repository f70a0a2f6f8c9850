import type { Context } from '../../core/probe.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { containerIdOf } from '../../formats/proc-pid.ts';
import { readText } from './file-stat.ts';

export const isRunning = ({ State: { Running, Restarting, Pid } }: Inspected): boolean =>
  Running && !Restarting && Pid > 0;

/**
 * Is the process that the engine names on this host? An engine elsewhere names numbers that mean
 * other processes here, and reading those would be reading another program's files.
 */
export const mainProcessIsHere = async (
  context: Context,
  { Id, State: { Pid } }: Inspected,
): Promise<boolean> => {
  const cgroup = await readText(context, `/proc/${Pid}/cgroup`);
  return cgroup.ok && containerIdOf(cgroup.value) === Id;
};
