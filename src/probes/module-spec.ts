import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { moduleSpecArgv } from '../formats/snippets.ts';
import { inspectContainer } from './reading/container.ts';
import { isRunning } from './reading/main-process.ts';
import { jsonOf } from './reading/package-script.ts';

const answer = z.object({
  seen: z.array(
    z
      .object({ origin: z.string().nullable(), locations: z.array(z.string()).nullable() })
      .nullable(),
  ),
});

export const moduleSpec = defineProbe({
  name: 'module.spec',
  doc: "Asks a container's own Python where it finds a module, where files alone do not tell.",
  trace: 'starts a Python in the container, which imports nothing of yours',
  args: z.object({
    container: z.string(),
    module: z.string(),
    interpreter: z.string(),
    start: z.string().optional().describe('What stands first on the search path'),
  }),
  data: z.object({
    verdict: z.enum(['finds-it', 'does-not']),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, module, interpreter, start }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const { Id, Name, State, Config } = inspected.value;
    if (!isRunning(inspected.value)) {
      const detail = `it is ${State.Status}: no process can be started in it`;
      return { outcome: 'unreadable' as const, subject: Name, detail };
    }
    const reply = await context.send({
      kind: 'exec',
      argv: moduleSpecArgv(
        interpreter,
        module.replaceAll('-', '_'),
        start ?? (Config.WorkingDir || '/'),
      ),
      in: Id,
      // Elsewhere a file of the application might be imported for one of Python's own.
      cwd: '/',
      timeoutMs: 15_000,
    });
    if (!reply.ok) return reply.failure;
    const decoder = new TextDecoder();
    const parsed = answer.safeParse(jsonOf(decoder.decode(reply.stdout)));
    if (reply.exit !== 0 || !parsed.success) {
      const detail = decoder.decode(reply.stderr).trim().slice(-400) || 'it gave no answer';
      return { outcome: 'unreadable' as const, subject: `${interpreter} in ${Name}`, detail };
    }
    const last = parsed.data.seen.at(-1) ?? null;
    const where = last?.origin ?? last?.locations?.join(', ');
    // A bare folder answers, and gives nothing of what a distribution of that name would.
    const finds = last !== null && last.origin !== null;
    return found({
      verdict: finds ? ('finds-it' as const) : ('does-not' as const),
      excerpt: `${interpreter} finds ${module} ${where === undefined ? 'nowhere' : `at ${where}`}`,
    });
  },
});
