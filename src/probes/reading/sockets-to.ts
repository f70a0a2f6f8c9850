import type { Context } from '../../core/probe.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { socketsIn } from '../../formats/proc-net.ts';
import { readText } from './file-stat.ts';
import { isRunning, mainProcessIsHere } from './main-process.ts';

/**
 * Does the container hold a connection to that address? Only a yes says something: where its
 * sockets cannot be read, the answer is no.
 */
export const connectedTo = async (
  context: Context,
  inspected: Inspected,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<boolean> => {
  if (!isRunning(inspected) || !(await mainProcessIsHere(context, inspected))) return false;
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) =>
      readText(context, `/proc/${inspected.State.Pid}/net/${table}`, { fresh: true }),
    ),
  );
  return tables.some(
    (table) =>
      table.ok &&
      socketsIn(table.value).some(
        ({ state, remoteAddress, remotePort }) =>
          state === 'established' && remoteAddress === address && remotePort === port,
      ),
  );
};
