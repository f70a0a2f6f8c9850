import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import {
  asShellLine,
  askingOtherwise,
  checkBy,
  checkClients,
  pageUrl,
  withOwnLimit,
  type Page,
} from '../../formats/check-writing.ts';
import { healthTimes } from '../../formats/health-runs.ts';
import { healthTest, type HealthTest } from '../../formats/health-test.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { refused, type Read } from './container.ts';
import { askOwnPage, listenersIn, loopbackTo, type PageAnswer } from './own-page.ts';
import { isPostgresServer } from './postgres-server.ts';
import { superuserOf } from './superuser.ts';
import { lookFor } from './tool-place.ts';

/** Settings of a service's `healthcheck:`, and what was measured for them. */
export type CheckWritten = {
  readonly health: Readonly<Record<string, unknown>>;
  readonly because: readonly string[];
};

type Written = Promise<Read<CheckWritten>>;

const checkOf = (seen: Inspected): HealthTest =>
  healthTest(testOf(seen), { env: envOf(seen), shell: seen.Config.Shell ?? [] });

const testOf = (seen: Inspected): readonly string[] => seen.Config.Healthcheck?.Test ?? [];

const no = (seen: Inspected, detail: string): { readonly ok: false; readonly failure: Failure } =>
  refused({ outcome: 'unreadable', subject: `check of ${seen.Name}`, detail });

/** As Compose writes it: a line is a string, a program with its arguments a list. */
const asTest = ([form = '', ...words]: readonly string[]): unknown =>
  form === 'CMD-SHELL' ? words[0] : [form, ...words];

/** The same page, asked by a program that the container has. `mayFail`: that it fails now is the point. */
export const byClient = async (context: Context, seen: Inspected, mayFail: boolean): Written => {
  const { url } = checkOf(seen);
  if (!url || url.scheme === 'tcp') return no(seen, 'it asks no page that is known');
  const page = { scheme: url.scheme, port: url.port, path: url.path };
  const asked = await askOwnPage(context, seen, page);
  if (!asked.ok) return asked;
  const { status = 0, words } = asked.value;
  if (status >= 400 && !mayFail) return no(seen, `what it asks fails by itself: ${words}`);
  return withClient(context, seen, page, asked.value);
};

const withClient = async (
  context: Context,
  seen: Inspected,
  page: Page,
  asked: PageAnswer,
): Written => {
  const listeners = await listenersIn(context, seen);
  if (!listeners.ok) return listeners;
  const host = loopbackTo(listeners.value, page.port);
  if (host === undefined) {
    return no(seen, `nothing in it listens on port ${page.port} of its loopback`);
  }
  const absent: string[] = [];
  for (const client of checkClients) {
    const place = await lookFor(context, seen, client);
    if (!place.ok) return place;
    const test = place.value && checkBy(client, { ...page, host });
    if (!test) {
      absent.push(client);
      continue;
    }
    const because = [
      `${client} is there: ${place.value.path}`,
      `From the host: ${asked.words}; inside it is asked at ${pageUrl({ ...page, host })}`,
    ];
    return { ok: true, value: { health: { test }, because } };
  }
  return no(seen, `it has none of ${absent.join(', ')} to ask itself with`);
};

/** A check for a container that has none, of what is seen to answer in it. */
export const firstCheck = async (context: Context, seen: Inspected): Written => {
  const listeners = await listenersIn(context, seen);
  if (!listeners.ok) return listeners;
  const ports = [...new Set(listeners.value.map(({ port }) => port))].sort((a, b) => a - b);
  const pace = { interval: '10s', timeout: '5s' };
  if (isPostgresServer(seen) && ports.length > 0) return postgresCheck(context, seen, pace);
  for (const port of ports) {
    const page = { scheme: 'http', port, path: '/' } as const;
    const asked = await askOwnPage(context, seen, page);
    if (!asked.ok) return asked;
    const { status = 999 } = asked.value;
    if (status >= 400) continue;
    const made = await withClient(context, seen, page, asked.value);
    if (!made.ok) return made;
    return { ok: true, value: { ...made.value, health: { ...made.value.health, ...pace } } };
  }
  const where = ports.length === 0 ? 'it listens on no port' : `ports ${ports.join(', ')}`;
  return no(seen, `no page was answered with success at / (${where})`);
};

/** Over TCP: on its socket a server says yes while it still sets itself up. */
const postgresCheck = async (
  context: Context,
  seen: Inspected,
  pace: Readonly<Record<string, string>>,
): Written => {
  const place = await lookFor(context, seen, 'pg_isready');
  if (!place.ok) return place;
  if (!place.value) return no(seen, 'it has no pg_isready');
  const user = superuserOf(seen);
  const database = envOf(seen).get('POSTGRES_DB') || user;
  const test = ['CMD', 'pg_isready', '-h', '127.0.0.1', '-U', user, '-d', database];
  const because = [`It runs PostgreSQL, and pg_isready is there: ${place.value.path}`];
  return { ok: true, value: { health: { test, ...pace }, because } };
};

/** The words of a list put into one line, which a shell then reads whole. */
export const oneLine = async (context: Context, seen: Inspected): Written => {
  const line = asShellLine(testOf(seen));
  if (line === undefined) return no(seen, 'it has no words');
  const check = healthTest(['CMD-SHELL', line], { env: envOf(seen) });
  for (const tool of [check.shell ?? '/bin/sh', ...check.tools]) {
    const place = await lookFor(context, seen, tool);
    if (!place.ok) return place;
    // Mended in its form it would still lack a program.
    if (!place.value)
      return check.url && check.url.scheme !== 'tcp'
        ? byClient(context, seen, false)
        : no(seen, `the line would need ${tool}, which is not there`);
  }
  const needs = [check.shell ?? '/bin/sh', ...check.tools].join(', ');
  return { ok: true, value: { health: { test: line }, because: [`There are: ${needs}`] } };
};

export type Elsewhere = {
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly path?: string | undefined;
};

/** The same check, asking another port, name or page, once that is seen to answer. */
export const elsewhere = async (
  context: Context,
  seen: Inspected,
  { port, host, path }: Elsewhere,
): Written => {
  const check = checkOf(seen);
  const { url } = check;
  if (!url || url.scheme === 'tcp') return no(seen, 'it asks no page that is known');
  const page = { scheme: url.scheme, port: port ?? url.port, path: path ?? url.path };
  const listeners = await listenersIn(context, seen);
  if (!listeners.ok) return listeners;
  const loopback = loopbackTo(listeners.value, page.port);
  if (loopback === undefined) {
    return no(seen, `nothing in it listens on port ${page.port} of its loopback`);
  }
  const asked = await askOwnPage(context, seen, page);
  if (!asked.ok) return asked;
  const { status = 0, words } = asked.value;
  if (status >= 300) return no(seen, `nothing is gained there: ${words}`);
  const name = host === 'loopback' ? loopback : host;
  const test = askingOtherwise(testOf(seen), url, {
    ...(name !== undefined && { host: name }),
    ...(port !== undefined && { port }),
    ...(path !== undefined && { path }),
  });
  if (!test) return no(seen, 'the address stands in it in a form that is not changed here');
  const because = [`It listens at ${loopback}:${page.port}`, `From the host: ${words}`];
  return { ok: true, value: { health: { test: asTest(test) }, because } };
};

/** More time: for an answer, where it comes later than the limit; else for the start. */
export const moreTime = async (context: Context, seen: Inspected): Written => {
  if (seen.State.Health?.Status !== 'unhealthy') {
    return no(seen, 'its own check has time enough: what waits for it has not');
  }
  const check = checkOf(seen);
  const { url } = check;
  if (!url || url.scheme === 'tcp') return no(seen, 'it asks no page that is known');
  const page = { scheme: url.scheme, port: url.port, path: url.path };
  const asked = await askOwnPage(context, seen, page);
  if (!asked.ok) return asked;
  const { status, ms, words } = asked.value;
  if (status === undefined || status >= 400) return no(seen, `what it asks fails: ${words}`);
  const { timeoutMs, intervalMs } = healthTimes(seen);
  const limitMs = Math.min(timeoutMs, check.ownLimitMs ?? Infinity);
  const measured = [`From the host: ${words}`, `It may take ${limitMs} ms now.`];
  if (ms > limitMs) return longerAnswer(seen, check, Math.ceil((ms * 3) / 1000), measured);
  const now = await context.send({ kind: 'clock', fresh: true });
  if (!now.ok) return now;
  const at = Date.parse(String((now.json as { readonly at?: unknown } | undefined)?.at));
  const upMs = at - Date.parse(seen.State.StartedAt);
  // It was up by now at the latest; a start period ends with the first check that passes.
  const seconds = Math.ceil((upMs * 2 + intervalMs) / 10_000) * 10;
  const because = [
    ...measured,
    `It answers ${Math.ceil(upMs / 1000)} s after its start at the latest.`,
  ];
  return { ok: true, value: { health: { start_period: `${seconds}s` }, because } };
};

const longerAnswer = (
  seen: Inspected,
  { ownLimitMs = Infinity }: HealthTest,
  seconds: number,
  because: readonly string[],
): Read<CheckWritten> => {
  const { timeoutMs } = healthTimes(seen);
  const timeout = timeoutMs < seconds * 1000 ? { timeout: `${seconds}s` } : {};
  if (ownLimitMs >= seconds * 1000) return { ok: true, value: { health: timeout, because } };
  const test = withOwnLimit(testOf(seen), seconds);
  if (!test) return no(seen, 'its client has a limit of its own, which is not changed here');
  return { ok: true, value: { health: { test: asTest(test), ...timeout }, because } };
};

/** A check that fails when what it asks fails. */
export const minding = async (context: Context, seen: Inspected): Written => {
  const { line } = checkOf(seen);
  const ping = /\bredis-cli\b[^|;&]*\bping\b/i.exec(line)?.[0];
  if (ping === undefined) return byClient(context, seen, true);
  for (const tool of ['/bin/sh', 'grep', 'redis-cli']) {
    const place = await lookFor(context, seen, tool);
    if (!place.ok) return place;
    if (!place.value) return no(seen, `${tool} is not there`);
  }
  const because = ['redis-cli ends with 0 whatever it is answered; only PONG counts.'];
  return { ok: true, value: { health: { test: `${ping} | grep -q PONG` }, because } };
};
