import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { checksIn, waitsIn } from '../formats/deploy-script.ts';
import type { Inspected } from '../formats/inspect.ts';
import { inspectContainer } from './reading/container.ts';

/** From its start until its own check first passed, where the engine still remembers that. */
const startMs = ({ State }: Inspected): number | undefined => {
  const log = State.Health?.Log ?? [];
  const first = log.findIndex(({ ExitCode }) => ExitCode === 0);
  const passed = log[first];
  // The engine keeps five runs: a first one that passed may have had others before it.
  if (!passed || (first === 0 && log.length >= 5)) return undefined;
  return Date.parse(passed.End) - Date.parse(State.StartedAt);
};

export const deployScript = defineProbe({
  name: 'deploy.script',
  doc: 'Reads how a deploy script asks whether a container is well, and how long it waits.',
  ahead: true,
  args: z.object({ container: z.string(), file: z.string().optional() }),
  data: z.object({
    verdict: z.enum(['no-script', 'gives-up-early', 'waits-long-enough', 'asks', 'asks-nothing']),
    tools: z.array(z.string()).describe('What it starts in the container'),
    'in-container': z.boolean(),
    discards: z.boolean(),
    'budget-ms': z.number().optional().describe('Attempts times pause'),
    'start-ms': z
      .number()
      .optional()
      .describe('Measured: from the start to the first passed check'),
    excerpt: z.string(),
  }),
  missing: 'no file has this path',
  run: async ({ container, file }, context) => {
    const nothing = { tools: [], 'in-container': false, discards: false, excerpt: '' };
    if (file === undefined) return found({ verdict: 'no-script' as const, ...nothing });
    const [reply, read] = await Promise.all([
      context.send({ kind: 'read', path: file }),
      inspectContainer(context, container),
    ]);
    if (!reply.ok) return reply.failure;
    if (!read.ok) return read.failure;
    if (reply.truncated) return tooLong(file);
    const script = new TextDecoder().decode(reply.stdout);
    const checks = checksIn(script);
    const inside = checks.filter(({ where }) => where === 'container');
    const wait = waitsIn(script)[0];
    const budgetMs = wait && wait.attempts * wait.pauseMs;
    const started = startMs(read.value);
    const quoted = [...checks, ...(wait ? [wait] : [])].toSorted((a, b) => a.line - b.line);
    return found({
      verdict: verdictOf(checks.length, budgetMs, started),
      tools: [...new Set(inside.map(({ tool }) => tool))],
      'in-container': inside.length > 0,
      discards: checks.some(({ discards }) => discards),
      ...(budgetMs !== undefined && { 'budget-ms': budgetMs }),
      ...(started !== undefined && { 'start-ms': started }),
      excerpt: quoted.map(({ line, text }) => `${file}:${line}: ${text}`).join('\n'),
    });
  },
});

const tooLong = (file: string): Failure => ({
  outcome: 'unreadable',
  subject: file,
  detail: 'it is longer than the megabyte that was read',
});

type Verdict = 'gives-up-early' | 'waits-long-enough' | 'asks' | 'asks-nothing';

const verdictOf = (checks: number, budgetMs?: number, started?: number): Verdict => {
  if (budgetMs !== undefined && started !== undefined) {
    return budgetMs < started ? 'gives-up-early' : 'waits-long-enough';
  }
  return checks > 0 ? 'asks' : 'asks-nothing';
};
