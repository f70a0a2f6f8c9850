import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { valueAt } from '../core/template.ts';
import { healthTest, isShell, type HealthTest } from '../formats/health-test.ts';
import { contradicts, healthFailures, healthWords } from '../formats/health-words.ts';
import { composeOf, envOf, type Inspected } from '../formats/inspect.ts';
import { inspectContainer } from './reading/container.ts';

const msOf = (nanoseconds: number | undefined, otherwise: number): number =>
  nanoseconds === undefined || nanoseconds === 0 ? otherwise : nanoseconds / 1e6;

/** The engine's own defaults where the check names none: 30 s, 30 s, 0 s, 3. */
const timesOf = ({ Config: { Healthcheck } }: Inspected) => {
  const intervalMs = msOf(Healthcheck?.Interval, 30_000);
  const startPeriodMs = msOf(Healthcheck?.StartPeriod, 0);
  const retries = Healthcheck?.Retries ?? 0;
  const tries = retries === 0 ? 3 : retries;
  return {
    intervalMs,
    timeoutMs: msOf(Healthcheck?.Timeout, 30_000),
    startPeriodMs,
    retries: tries,
    /** How long after its start a container that does not answer becomes unhealthy. */
    patienceMs: startPeriodMs + intervalMs * tries,
  };
};

const hostOf = ({ url }: HealthTest): 'localhost' | 'loopback' | 'elsewhere' | undefined => {
  if (!url) return undefined;
  if (url.host === 'localhost') return 'localhost';
  return /^(?:127\.|\[?::1\]?$)/.test(url.host) ? 'loopback' : 'elsewhere';
};

const verdicts = ['unhealthy', 'starting', 'healthy', 'no-check', 'not-running'] as const;

const verdictOf = ({ State, Config }: Inspected): (typeof verdicts)[number] => {
  if (State.Status !== 'running') return 'not-running';
  const none =
    !State.Health || State.Health.Status === 'none' || Config.Healthcheck?.Test?.[0] === 'NONE';
  if (none) return 'no-check';
  const { Status } = State.Health ?? { Status: '' };
  return Status === 'healthy' ? 'healthy' : Status === 'starting' ? 'starting' : 'unhealthy';
};

export const containerHealth = defineProbe({
  name: 'container.health',
  doc: "Reads a container's health check, and what its last runs said.",
  ahead: true,
  args: z.object({ container: z.string() }),
  data: z.object({
    verdict: z.enum(verdicts),
    service: z.string().describe('As compose calls it; else the container'),
    line: z.string().describe('The check as a person would read it'),
    tools: z.array(z.string()).describe('Programs that the check starts'),
    'needs-shell': z.boolean(),
    asks: z.enum(['localhost', 'loopback', 'elsewhere']).optional().describe('Whom the check asks'),
    reach: z
      .enum(['localhost', 'loopback', 'elsewhere'])
      .optional()
      .describe('Who must be heard: those outside too, where the port is published'),
    scheme: z.enum(['http', 'https', 'tcp']).optional(),
    port: z.number().optional(),
    path: z.string().optional(),
    failure: z
      .enum(['none', ...healthFailures])
      .describe('What the words of the last run say; `none` where it passed or has not run'),
    tool: z.string().optional().describe('The program that the words miss'),
    status: z.number().optional().describe('HTTP status in the words'),
    contradicts: z.boolean().describe('It ended with 0, and its words tell of a failure'),
    discards: z.boolean().describe('The check throws its output away'),
    'always-zero': z.boolean(),
    exit: z.number().optional(),
    streak: z.number(),
    'timeout-ms': z.number(),
    'interval-ms': z.number(),
    'patience-ms': z.number().describe('Start period and all tries: then it is unhealthy'),
    'up-ms': z.number(),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container }, context) => {
    const [read, clock] = await Promise.all([
      inspectContainer(context, container),
      context.send({ kind: 'clock' }),
    ]);
    if (!read.ok) return read.failure;
    const seen = read.value;
    const check = healthTest(seen.Config.Healthcheck?.Test ?? [], envOf(seen));
    const times = timesOf(seen);
    const last = seen.State.Health?.Log.at(-1);
    const failed = last !== undefined && last.ExitCode !== 0;
    const words = failed ? healthWords(last.ExitCode, last.Output, check) : undefined;
    const now = clock.ok ? Date.parse(String(valueAt(clock.json, ['at']))) : Date.now();
    const asks = hostOf(check);
    const reach = isPublished(seen, check.url?.port) ? ('elsewhere' as const) : asks;
    return found({
      verdict: verdictOf(seen),
      service: composeOf(seen).service ?? seen.Name,
      line: check.line,
      tools: [...check.tools],
      'needs-shell': check.form === 'CMD-SHELL' || check.words.some(isShell),
      ...(asks && { asks }),
      ...(reach && { reach }),
      ...(check.url && { scheme: check.url.scheme, port: check.url.port, path: check.url.path }),
      failure: words?.failure ?? ('none' as const),
      ...(words?.tool !== undefined && { tool: words.tool }),
      ...(words?.status !== undefined && { status: words.status }),
      contradicts: last?.ExitCode === 0 && contradicts(last.Output),
      discards: check.discards,
      'always-zero': check.alwaysZero,
      ...(last && { exit: last.ExitCode }),
      streak: seen.State.Health?.FailingStreak ?? 0,
      'timeout-ms': times.timeoutMs,
      'interval-ms': times.intervalMs,
      'patience-ms': times.patienceMs,
      'up-ms': Math.max(0, now - Date.parse(seen.State.StartedAt)),
      excerpt: excerptOf(check, last),
    });
  },
});

const isPublished = (
  { NetworkSettings: { Ports } }: Inspected,
  port: number | undefined,
): boolean => port !== undefined && (Ports?.[`${port}/tcp`] ?? []).length > 0;

const excerptOf = (
  { line, form }: HealthTest,
  last: { readonly ExitCode: number; readonly Output: string } | undefined,
): string => {
  const check = `${form} ${line}`;
  if (!last) return check;
  const output = last.Output.trim() || '(it printed nothing)';
  return `${check}\nexit ${last.ExitCode}: ${output.slice(0, 1500)}`;
};
