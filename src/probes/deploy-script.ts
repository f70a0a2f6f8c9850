import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { checksIn, type ScriptCheck } from '../formats/deploy-script.ts';
import { holdsFirstRun, runsSinceStart } from '../formats/health-runs.ts';
import { composeOf, type Inspected } from '../formats/inspect.ts';
import { addressMeant, publishedAt, publishesAny } from '../formats/published-port.ts';
import { waitsIn, type ScriptWait } from '../formats/script-wait.ts';
import { inspectContainer } from './reading/container.ts';
import { readBytes } from './reading/file-stat.ts';

const verdicts = [
  'no-script',
  'asks-inside',
  'asks-inside-perhaps',
  'asks-published',
  'asks-unpublished',
  'asks-nothing',
] as const;
type Verdict = (typeof verdicts)[number];

const patience = ['no-wait', 'enough', 'too-short', 'too-short-perhaps', 'unmeasured'] as const;
type Patience = (typeof patience)[number];

export const deployScript = defineProbe({
  name: 'deploy.script',
  doc: 'Reads how a deploy script asks whether a container is well, and how long it waits.',
  ahead: true,
  args: z.object({ container: z.string(), file: z.string().optional() }),
  data: z.object({
    verdict: z
      .enum(verdicts)
      .describe(
        '`asks-inside`: with programs of this container; `asks-published`: on the host, where this container publishes a port; `…-perhaps`: not everything about it can be read',
      ),
    patience: z
      .enum(patience)
      .describe('Its wait against the measured start; `unmeasured`: the engine has forgotten that'),
    at: z.string().optional().describe('File and line of the first such place'),
    tools: z.array(z.string()).describe('What it starts in the container'),
    shell: z.string().optional().describe('The shell that it starts them with'),
    alternatives: z.boolean().describe('It has several ways to ask'),
    address: z.string().optional().describe('The address of this host that it asks'),
    'host-port': z.number().optional(),
    path: z.string().optional(),
    scheme: z.enum(['http', 'https', 'tcp']).optional(),
    'waits-ms': z.number().optional().describe('Attempts times pause'),
    'start-ms': z.number().optional().describe('Measured: it was not up before'),
    excerpt: z.string(),
  }),
  missing: 'no file has this path, or no container this name',
  run: async ({ container, file }, context) => {
    if (file === undefined) return found(noScript);
    const [script, read] = await Promise.all([
      readBytes(context, file),
      inspectContainer(context, container),
    ]);
    if (!script.ok) return script.failure;
    if (!read.ok) return read.failure;
    if (script.value.bounded) return tooLong(file);
    const text = new TextDecoder().decode(script.value.bytes);
    const checks = checksIn(text);
    const inside = checks.filter(isInside).filter((check) => isAbout(check, read.value) !== 'no');
    const wait = waitFor(waitsIn(text), checks, read.value);
    const start = startOf(read.value, checks);
    const host = hostCheck(checks, read.value);
    const quoted = [...checks, ...(wait ? [wait] : [])].toSorted((a, b) => a.line - b.line);
    const lines = quoted.map(({ line, text: quote }) => `${file}:${line}: ${quote}`);
    return found({
      verdict: verdictOf(read.value, inside, host),
      patience: patienceOf(wait, start),
      ...atOf(file, inside[0] ?? host),
      tools: [...new Set(inside.map(({ tool }) => tool))],
      ...(inside.some(({ byShell }) => byShell) && { shell: '/bin/sh' }),
      alternatives: inside.length > 1,
      ...(host && {
        address:
          publishedAt(read.value, host.url.host, host.url.port) ?? addressMeant(host.url.host),
        'host-port': host.url.port,
        path: host.url.path,
        scheme: host.url.scheme,
      }),
      ...(wait && { 'waits-ms': wait.leastMs }),
      ...(start.notBefore !== undefined && { 'start-ms': start.notBefore }),
      excerpt: [...new Set(lines)].join('\n'),
    });
  },
});

const atOf = (file: string, check: ScriptCheck | undefined): { readonly at?: string } =>
  check ? { at: `${file}:${check.line}` } : {};

const noScript = {
  verdict: 'no-script',
  patience: 'no-wait',
  tools: [] as string[],
  alternatives: false,
  excerpt: '',
} as const;

type Inside = Extract<ScriptCheck, { readonly where: 'container' }>;
type OnHost = Extract<ScriptCheck, { readonly where: 'host' }>;

const isInside = (check: ScriptCheck): check is Inside => check.where === 'container';

type Fit = 'yes' | 'no' | 'perhaps';

/** Does the script ask about this container? What a variable from elsewhere holds cannot be read. */
const isAbout = (check: ScriptCheck, seen: Inspected): Fit => {
  switch (check.where) {
    case 'container':
      return nameFits(check.container, seen);
    case 'host':
      return publishes(seen, check) ? 'yes' : 'no';
    case 'engine': {
      // Most often it stands in a `$(…)`, which is one word of the line.
      const inner = check.words.flatMap((word) => word.split(/[\s"'`()]+|\$(?=\()/));
      const fits = inner.map((word) => nameFits(word, seen));
      return fits.find((fit) => fit === 'yes') ?? fits.find((fit) => fit === 'perhaps') ?? 'no';
    }
  }
};

const nameFits = (name: string, seen: Inspected): Fit => {
  if (/[$`]/.test(name)) return 'perhaps';
  const names = [seen.Name, composeOf(seen).service, seen.Id];
  const isId = /^[0-9a-f]{8,}$/.test(name) && seen.Id.startsWith(name);
  return names.includes(name) || isId ? 'yes' : 'no';
};

type Wait = ScriptWait & { readonly sure: boolean };

/** The loop in which the script asks about this container. */
const waitFor = (
  waits: readonly ScriptWait[],
  checks: readonly ScriptCheck[],
  seen: Inspected,
): Wait | undefined => {
  const fitted = waits.map((wait) => {
    const within = checks.filter(({ line }) => line >= wait.line && line <= wait.lastLine);
    return { wait, fits: within.map((check) => isAbout(check, seen)) };
  });
  const found = (fit: Fit) => fitted.find(({ fits }) => fits.includes(fit))?.wait;
  const [sure, perhaps] = [found('yes'), found('perhaps')];
  if (sure) return { ...sure, sure: sure.atOnce };
  return perhaps && { ...perhaps, sure: false };
};

const publishes = (seen: Inspected, { url }: OnHost): boolean =>
  publishedAt(seen, url.host, url.port) !== undefined;

const hostCheck = (checks: readonly ScriptCheck[], seen: Inspected): OnHost | undefined => {
  const onHost = checks.filter((check): check is OnHost => check.where === 'host');
  return onHost.find((check) => publishes(seen, check)) ?? onHost[0];
};

/** What the runs of the health check tell about the start, in milliseconds after it. */
type Start = {
  /** It was not up before. */
  readonly notBefore?: number;
  /** It was up then, at the latest. */
  readonly upBy?: number;
};

/**
 * The engine asks at intervals: that it was up just before the first check that passed is not
 * known, unless the script waits for that very check.
 */
const startOf = (seen: Inspected, checks: readonly ScriptCheck[]): Start => {
  const since = (at: string): number => Date.parse(at) - Date.parse(seen.State.StartedAt);
  const runs = runsSinceStart(seen);
  const passed = runs.findIndex(({ ExitCode }) => ExitCode === 0);
  const [before, first] = [runs[passed - 1], runs[passed]];
  if (!first) return {};
  const upBy = since(first.End);
  if (!before || !holdsFirstRun(seen)) return { upBy };
  const byEngine = checks.some(({ where }) => where === 'engine');
  return { upBy, notBefore: byEngine ? upBy : since(before.Start) };
};

const patienceOf = (wait: Wait | undefined, { notBefore, upBy }: Start): Patience => {
  if (!wait) return 'no-wait';
  if (upBy !== undefined && wait.leastMs >= upBy) return 'enough';
  if (notBefore === undefined) return 'unmeasured';
  if (wait.mostMs >= notBefore) return 'enough';
  return wait.sure ? 'too-short' : 'too-short-perhaps';
};

const verdictOf = (
  seen: Inspected,
  inside: readonly Inside[],
  host: OnHost | undefined,
): Verdict => {
  if (inside.some((check) => isAbout(check, seen) === 'yes')) return 'asks-inside';
  if (inside.length > 0) return 'asks-inside-perhaps';
  if (host && publishes(seen, host)) return 'asks-published';
  return host && publishesAny(seen) ? 'asks-unpublished' : 'asks-nothing';
};

const tooLong = (file: string): Failure => ({
  outcome: 'unreadable',
  subject: file,
  detail: 'it is longer than the megabyte that was read',
});
