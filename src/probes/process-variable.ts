import { z } from 'zod';
import { found, type ProbeResult } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { envOf, type Inspected } from '../formats/inspect.ts';
import { inspectContainer } from './reading/container.ts';
import { isRunning } from './reading/main-process.ts';
import { processEnvironment, type Environment } from './reading/process-environment.ts';
import { startTouches } from './reading/start-command.ts';

const data = z.object({
  value: z
    .enum(['same', 'differs', 'unset', 'added'])
    .describe('`unset`: created with it, and the process runs without'),
  seen: z
    .enum(['process', 'start'])
    .describe('`start`: nothing runs, and its start changes nothing'),
  pid: z.number().exactOptional(),
  excerpt: z.string(),
});

export const processVariable = defineProbe({
  name: 'process.variable',
  doc: "Compares variables of a container's own process with what the container was created with.",
  args: z.object({ container: z.string(), names: z.array(z.string()) }),
  data,
  missing: 'the container is gone',
  ahead: true,
  run: async ({ container, names }, context) => {
    const read = await inspectContainer(context, container);
    if (!read.ok) return read.failure;
    const seen = await compareWith(context, read.value, names);
    if (seen.outcome !== 'unreadable' || !isRunning(read.value)) return seen;
    // One that ends again and again may have ended under our eyes: then the next look tells.
    const again = await inspectContainer(context, container, true);
    const moved = again.ok && again.value.State.Pid !== read.value.State.Pid;
    return moved ? compareWith(context, again.value, names) : seen;
  },
});

const compareWith = async (
  context: Context,
  inspected: Inspected,
  names: readonly string[],
): Promise<ProbeResult<z.output<typeof data>>> => {
  if (!isRunning(inspected)) {
    const touches = await startTouches(context, inspected, names);
    if (!touches.ok) return touches.failure;
    if (touches.value === undefined) {
      const excerpt = `it is ${inspected.State.Status}; what it starts with, ${inspected.Path}, hands its variables on as they are`;
      return found({ value: 'same' as const, seen: 'start' as const, excerpt });
    }
    const detail = `${touches.value}, and nothing runs whose environment could be looked at`;
    return { outcome: 'unreadable', subject: inspected.Name, detail };
  }
  const process = await processEnvironment(context, inspected);
  if (!process.ok) return process.failure;
  const { pid, command, values } = process.value;
  const created = envOf(inspected);
  const lines = names.map((name) => compared(context, name, created, values));
  const verdict = (['unset', 'differs', 'added'] as const).find((each) =>
    lines.some(({ value }) => value === each),
  );
  return found({
    value: verdict ?? ('same' as const),
    seen: 'process' as const,
    pid,
    excerpt: [`pid ${pid} (${command.slice(0, 200)})`, ...lines.map(({ words }) => words)].join(
      '\n',
    ),
  });
};

const compared = (context: Context, name: string, created: Environment, own: Environment) => {
  const [before, now] = [created.get(name), own.get(name)];
  const shown = (value: string | undefined): string =>
    value === undefined ? 'not set' : `‹${context.secret(value).fingerprint}›`;
  if (before === now) return { value: 'same' as const, words: `${name}: the same, ${shown(now)}` };
  const value =
    now === undefined
      ? ('unset' as const)
      : before === undefined
        ? ('added' as const)
        : ('differs' as const);
  return { value, words: `${name}: created with ${shown(before)}, the process has ${shown(now)}` };
};
