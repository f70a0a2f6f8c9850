import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { valueAt } from '../core/template.ts';
import { minds } from '../formats/check-minds.ts';
import { healthTimes, runsSinceStart, type HealthRun } from '../formats/health-runs.ts';
import { healthTest, type HealthTest } from '../formats/health-test.ts';
import {
  contradicts,
  healthFailures,
  healthWords,
  type HealthWords,
} from '../formats/health-words.ts';
import { composeOf, envOf, type Inspected } from '../formats/inspect.ts';
import { inspectContainer } from './reading/container.ts';
import { withScript } from './reading/check-script.ts';
import { waitingFor } from './reading/waiting-for.ts';
import { whomItAsks, type Asked } from './reading/whom-it-asks.ts';

const verdicts = [
  'not-running',
  'no-check',
  'check-absent',
  'starting',
  'healthy',
  'contradicts',
  'asks-another',
  ...healthFailures,
] as const;
type Verdict = (typeof verdicts)[number];

export const containerHealth = defineProbe({
  name: 'container.health',
  doc: "Reads a container's health check, and what its last run said.",
  ahead: true,
  args: z.object({ container: z.string() }),
  data: z.object({
    verdict: z
      .enum(verdicts)
      .describe(
        '`check-absent`: others wait for it to be healthy; `contradicts`: it ended with 0, and its words tell of a failure; `asks-another`: what failed is no part of this container',
      ),
    waiting: z.array(z.string()).describe('Who waits for it, where it has no check'),
    state: z.string().describe('The state of the container, in the words of the engine'),
    line: z.string().describe('The check as a person would read it'),
    tools: z.array(z.string()).describe('Programs that the check starts in any case'),
    alternatives: z.boolean().describe('One of the tools is enough'),
    shell: z.string().optional().describe('The shell that the check needs'),
    tool: z.string().describe('The program that the words are about, else the first; may be empty'),
    asks: z
      .enum(['loopback', 'loopback-4', 'loopback-6', 'own'])
      .optional()
      .describe('Which of its own addresses it asks; `own`: one that others ask too'),
    asked: z.string().optional().describe('Host and port, as the check names them'),
    scheme: z.enum(['http', 'https', 'tcp']).optional(),
    method: z.enum(['GET', 'HEAD']),
    port: z.number().optional(),
    path: z.string().optional(),
    'host-port': z.number().optional().describe('The port of the host that leads there'),
    reach: z
      .enum(['loopback', 'loopback-4', 'loopback-6', 'own'])
      .optional()
      .describe('Where it has to be heard: by others too, where its port is published'),
    status: z.number().optional().describe('HTTP status in the words'),
    after: z.enum(['refused', 'timeout', 'other']).describe('How the last run went, in short'),
    minds: z.enum(minds).describe('What can make it fail at all, as its line tells'),
    'limit-ms': z.number().describe("The check's time limit, or its client's own if shorter"),
    'patience-ms': z.number().describe('Start period and all tries: then it is unhealthy'),
    'up-ms': z.number(),
    'failed-ms': z
      .number()
      .optional()
      .describe('From the start until its last run, if all of them failed'),
    project: z.string().optional(),
    service: z.string().optional().describe('As compose calls it'),
    folder: z.string().optional(),
    files: z.string().optional().describe('As COMPOSE_FILE takes them'),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container }, context) => {
    const [read, clock] = await Promise.all([
      inspectContainer(context, container),
      context.send({ kind: 'clock' }),
    ]);
    if (!read.ok) return read.failure;
    if (!clock.ok) return clock.failure;
    const seen = read.value;
    const env = new Map([['HOSTNAME', seen.Config.Hostname], ...envOf(seen)]);
    const shell = seen.Config.Shell ?? [];
    const declared = healthTest(seen.Config.Healthcheck?.Test ?? [], { env, shell });
    const check = await withScript(context, container, declared, env);
    for (const value of secretsIn(check.line)) context.secret(value);
    const runs = runsSinceStart(seen);
    const last = runs.at(-1);
    const neverPassed = runs.every(({ ExitCode }) => ExitCode !== 0);
    const failed = last !== undefined && last.ExitCode !== 0;
    const words = failed ? healthWords(last.ExitCode, last.Output, check) : undefined;
    const asked = whomItAsks(seen, check, words);
    const times = healthTimes(seen);
    const started = Date.parse(seen.State.StartedAt);
    const now = Date.parse(String(valueAt(clock.json, ['at'])));
    const judged = verdictOf(seen, check, { last, words, asked });
    const none = { ok: true, value: [] as readonly string[] } as const;
    const waiting = judged === 'no-check' ? await waitingFor(context, seen) : none;
    if (!waiting.ok) return waiting.failure;
    const verdict = waiting.value.length > 0 ? 'check-absent' : judged;
    const { project, service, folder, files } = composeOf(seen);
    return found({
      verdict,
      waiting: [...waiting.value],
      state: seen.State.Status,
      line: check.line,
      tools: [...check.tools],
      alternatives: check.alternatives,
      ...(check.shell !== undefined && { shell: check.shell }),
      tool: words?.tool ?? check.tools[0] ?? '',
      ...(words?.status !== undefined && { status: words.status }),
      ...(check.url && { asked: `${check.url.host}:${check.url.port}` }),
      ...(asked.own && {
        asks: asked.asks,
        reach: asked.published === undefined ? asked.asks : ('own' as const),
        ...(asked.published !== undefined && { 'host-port': asked.published }),
        scheme: asked.url.scheme,
        port: asked.url.port,
        path: asked.url.path,
      }),
      method: check.method,
      after: verdict === 'refused' || verdict === 'timeout' ? verdict : ('other' as const),
      minds: check.minds,
      'limit-ms': Math.min(times.timeoutMs, check.ownLimitMs ?? Infinity),
      'patience-ms': times.patienceMs,
      'up-ms': Math.max(0, now - started),
      ...(neverPassed && last && { 'failed-ms': Math.max(0, Date.parse(last.Start) - started) }),
      ...(project !== undefined && { project }),
      ...(service !== undefined && { service }),
      ...(folder !== undefined && { folder }),
      ...(files.length > 0 && { files: files.join(':') }),
      excerpt: excerptOf(check, last),
    });
  },
});

type Ran = {
  readonly last: HealthRun | undefined;
  readonly words: HealthWords | undefined;
  readonly asked: Asked;
};

/** What an image lacks it lacks from the first second on; all else may come with time. */
const definite: readonly Verdict[] = ['tool-missing', 'cannot-start', 'no-shell', 'malformed'];

const verdictOf = (
  { State, Config }: Inspected,
  check: HealthTest,
  { last, words, asked }: Ran,
): Verdict => {
  if (State.Status !== 'running') return 'not-running';
  const isNone = !State.Health || State.Health.Status === 'none' || check.form === 'NONE';
  if (isNone || Config.Healthcheck?.Test?.[0] === 'NONE') return 'no-check';
  if (!last) return 'starting';
  if (!words) return contradicts(last.Output, check) ? 'contradicts' : 'healthy';
  if (definite.includes(words.failure)) return words.failure;
  if (State.Health?.Status === 'starting') return 'starting';
  return asked.own || words.failure === 'name' ? words.failure : elsewhere(words.failure, check);
};

/** Where it asks nothing of this container, no look at this container can explain what it says. */
const elsewhere = (failure: HealthWords['failure'], { url }: HealthTest): Verdict => {
  if (url) return 'asks-another';
  return failure === 'silent' ? failure : 'other';
};

const secretsIn = (line: string): readonly string[] =>
  [
    /\bredis-cli\b.*?\s(?:-a|--pass)[\s=]+["']?([^\s"'$]+)/,
    /\bcurl\b.*?\s(?:-u|--user)[\s=]+["']?[^\s:"']*:([^\s"'$]+)/,
    /\bmysqladmin\b.*?\s-p["']?([^\s"'$]+)/,
  ].flatMap((rule) => rule.exec(line)?.[1] ?? []);

const excerptOf = ({ line, form }: HealthTest, last: HealthRun | undefined): string => {
  const check = `${form} ${line}`.trim();
  if (!last) return check;
  const output = last.Output.trim() || '(it printed nothing)';
  // What went wrong stands at the end of a trace, and most often of anything else.
  const shown = output.length > 1500 ? `…${output.slice(-1500)}` : output;
  return `${check}\nexit ${last.ExitCode}: ${shown}`;
};
