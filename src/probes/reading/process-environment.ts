import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { getJson, refused, type Read } from './container.ts';
import { readText } from './file-stat.ts';
import { isRunning, mainProcessIsHere } from './main-process.ts';

export type Environment = ReadonlyMap<string, string>;

export type ProcessEnvironment = {
  readonly pid: number;
  readonly command: string;
  readonly values: Environment;
};

/** Programs that only start others: what they were given may not be what they hand on. */
const starter =
  /^(?:\S*\/)?(?:tini|dumb-init|docker-init|catatonit|s6-\S+|runsv\S*|supervisord|sh|ash|dash|bash|busybox|su-exec|gosu|su|env|npm|npx|yarn|pnpm)(?:$|[\s:])/;

/** At most so many processes of a container are looked at. */
const most = 30;

/**
 * The environment that the application's own process runs with, read from the host. What an
 * entrypoint exports is in no answer of the engine.
 */
export const processEnvironment = async (
  context: Context,
  inspected: Inspected,
): Promise<Read<ProcessEnvironment>> => {
  const subject = `environment of ${inspected.Name}`;
  if (!isRunning(inspected)) {
    const detail = `the container is ${inspected.State.Status}: no process of it has an environment`;
    return refused({ outcome: 'unreadable', subject, detail });
  }
  const [here, processes] = await Promise.all([
    mainProcessIsHere(context, inspected),
    processesOf(context, inspected),
  ]);
  if (!here) {
    const detail = 'the engine names a process that is not on this host';
    return refused({ outcome: 'unreadable', subject, detail });
  }
  const created = envOf(inspected);
  let unclear: ProcessEnvironment | undefined;
  for (const { pid, command } of processes) {
    const read = await readText(context, `/proc/${pid}/environ`);
    if (!read.ok) {
      // A process may end between two looks.
      if (read.failure.outcome === 'not-found') continue;
      return read;
    }
    const seen = { pid, command, values: environmentIn(read.value) };
    if (!isPlausible(seen.values, created)) continue;
    if (!starter.test(command)) return { ok: true, value: seen };
    unclear = seen;
  }
  // Nothing but starters: the last of them is the nearest to what they start.
  if (unclear) return { ok: true, value: unclear };
  const detail = 'its processes have written over their environment';
  return refused({ outcome: 'unreadable', subject, detail });
};

type Listed = { readonly pid: number; readonly command: string };

const topAnswer = z.object({
  Titles: z.array(z.string()),
  Processes: z.array(z.array(z.string())),
});

/** In the order of their start; only the main one where the engine has no `ps`. */
const processesOf = async (context: Context, inspected: Inspected): Promise<readonly Listed[]> => {
  const { Pid } = inspected.State;
  const main = { pid: Pid, command: [inspected.Path, ...inspected.Args].join(' ') };
  const read = await getJson(context, `/containers/${inspected.Id}/top`);
  const parsed = topAnswer.safeParse(read.ok ? read.value : undefined);
  if (!parsed.success) return [main];
  const { Titles, Processes } = parsed.data;
  const [pidAt, commandAt] = [
    Titles.indexOf('PID'),
    Titles.findIndex((it) => /^(CMD|COMMAND)$/.test(it)),
  ];
  const all = Processes.map((fields) => ({
    pid: Number(fields[pidAt]),
    command: fields[commandAt] ?? '',
  })).filter(({ pid }) => Number.isInteger(pid) && pid > 0);
  return all.some(({ pid }) => pid === Pid) ? all.slice(0, most) : [main];
};

export const environmentIn = (environ: string): Environment =>
  new Map(
    environ
      .split('\0')
      .filter((pair) => pair.includes('='))
      .map(
        (pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const,
      ),
  );

/** Programs that set their title write over their environment: what is left proves nothing. */
const isPlausible = (seen: Environment, created: Environment): boolean => {
  const names = [...created.keys()];
  return seen.size > 0 && names.filter((name) => seen.has(name)).length * 2 >= names.length;
};
