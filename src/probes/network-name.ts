import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { composeOf, type Inspected } from '../formats/inspect.ts';
import { inspectContainer, refused, unseenIfGone, type Read } from './reading/container.ts';
import type { Place, Sought } from './reading/network-address.ts';
import { resolveName } from './reading/network-name.ts';
import { portOpen } from './reading/port-open.ts';
import { isPostgresServer } from './reading/postgres-server.ts';

const verdicts = [
  // Nothing answers there; `declared-answers`: something does at the second name.
  'declared-answers',
  'starting',
  'silent',
  // Something answers: which, as the container's network sees it.
  'several',
  'container',
  'other-project',
  'this-host',
  'elsewhere',
] as const;
type Verdict = (typeof verdicts)[number];
const instead = ['same', 'listening', 'silent', 'unknown'] as const;
/** A server that started less than this long ago may still open its port. */
const youngMs = 60_000;

export const networkName = defineProbe({
  name: 'network.name',
  doc: "Resolves a host name as a container's own network sees it, and looks whether anything listens there.",
  args: z.object({
    container: z.string(),
    host: z.string(),
    port: z.number(),
    'whole-host': z.string().optional().describe('Taken where the host cannot be made out'),
    'whole-port': z.number().optional(),
    override: z.string().optional().describe('The container that is meant, whatever the name says'),
    'other-host': z.string().optional().describe('A second name to try: what is declared now'),
    'other-port': z.number().optional(),
  }),
  data: z.object({
    verdict: z.enum(verdicts),
    host: z.string(),
    port: z.number(),
    address: z.string().describe('Where this host reaches it'),
    container: z.string().describe('Empty where it is none'),
    containers: z.array(z.string()),
    from: z.string().exactOptional().describe("The caller's own address in that network"),
    other: z.enum(instead).describe('Whether the second name leads to something that listens'),
    excerpt: z.string(),
  }),
  missing: 'nothing has the name',
  ahead: true,
  run: async (args, context) => {
    const { container, override } = args;
    const read = await inspectContainer(context, container);
    if (!read.ok) return unseenIfGone(read.failure);
    const sought = soughtBy(args);
    if (sought.host === '') {
      const detail = 'no host can be made out of the setting';
      return { outcome: 'unreadable', subject: read.value.Name, detail };
    }
    if (/^\/|,/.test(sought.host)) {
      const detail = 'a socket file or a list of hosts: which server answers is not worked out';
      return { outcome: 'unreadable', subject: sought.host, detail };
    }
    const places =
      override === undefined
        ? await placesOf(context, read.value, sought)
        : await overridden(context, read.value, override, sought);
    if (!places.ok) return unseenIfGone(places.failure);
    return described(context, read.value, { ...places.value, sought, args });
  },
});

type Args = {
  readonly host: string;
  readonly port: number;
  readonly 'whole-host'?: string | undefined;
  readonly 'whole-port'?: number | undefined;
  readonly 'other-host'?: string | undefined;
  readonly 'other-port'?: number | undefined;
};

const soughtBy = (args: Args): Sought =>
  args.host === '' && args['whole-host'] !== undefined
    ? { host: args['whole-host'], port: args['whole-port'] ?? args.port }
    : { host: args.host, port: args.port };

type Places = { readonly places: readonly Place[]; readonly words: string };

const placesOf = async (
  context: Context,
  caller: Inspected,
  sought: Sought,
): Promise<Read<Places>> => {
  const read = await resolveName(context, caller, sought);
  if (!read.ok) return read;
  const { value } = read;
  return value.known
    ? {
        ok: true,
        value: { places: value.places, words: value.places.map(({ words }) => words).join('\n') },
      }
    : { ok: true, value: { places: [], words: value.words } };
};

/** What the operator names is taken, with the address by which the two can talk. */
const overridden = async (
  context: Context,
  caller: Inspected,
  override: string,
  { port }: Sought,
): Promise<Read<Places>> => {
  const read = await inspectContainer(context, override);
  if (!read.ok) return read;
  const server = read.value;
  const own = caller.NetworkSettings.Networks;
  const networks = Object.entries(server.NetworkSettings.Networks);
  const shared =
    networks.find(([name, { IPAddress }]) => name in own && IPAddress !== '') ?? networks[0];
  const host = server.HostConfig.NetworkMode === 'host';
  const address = host ? '127.0.0.1' : (shared?.[1].IPAddress ?? '');
  const from = own[shared?.[0] ?? '']?.IPAddress;
  const words = `${server.Name} was named as the server`;
  const place: Place = {
    where: 'container',
    container: server,
    address,
    port,
    privatePort: port,
    words,
    ...(from !== undefined && from !== '' && { from }),
  };
  return { ok: true, value: { places: [place], words } };
};

const otherName = async (
  context: Context,
  caller: Inspected,
  { 'other-host': host, 'other-port': port }: Args,
  sought: Sought,
): Promise<Read<(typeof instead)[number]>> => {
  const at = port ?? sought.port;
  if (host === undefined || (host === sought.host && at === sought.port))
    return { ok: true, value: 'same' };
  if (host === '') return { ok: true, value: 'unknown' };
  const read = await resolveName(context, caller, { host, port: at });
  if (!read.ok) return read;
  if (!read.value.known) return { ok: true, value: 'unknown' };
  const open = await Promise.all(read.value.places.map((place) => portOpen(context, place)));
  for (const each of open) if (!each.ok) return refused(each.failure);
  return {
    ok: true,
    value: open.some((each) => each.ok && each.value.open) ? 'listening' : 'silent',
  };
};

type Found = Places & { readonly sought: Sought; readonly args: Args };

const described = async (
  context: Context,
  caller: Inspected,
  { places, words, sought, args }: Found,
) => {
  const distinct = places.filter(
    (place, at) => places.findIndex((each) => sameServer(each, place)) === at,
  );
  const open = await Promise.all(distinct.map((each) => portOpen(context, each)));
  for (const each of open) if (!each.ok) return unseenIfGone(each.failure);
  const said = open.flatMap((each) => (each.ok ? [each.value] : []));
  const [place] = distinct;
  const containers = distinct.flatMap(({ container }) => container?.Name ?? []);
  const about = {
    ...sought,
    address: place?.address ?? '',
    port: place?.port ?? sought.port,
    container: place?.container?.Name ?? '',
    containers,
    ...(place?.from !== undefined && { from: place.from }),
    excerpt: [words, ...said.map((each) => each.words)].join('\n'),
  };
  if (place && said.some((each) => each.open)) {
    const verdict = distinct.length > 1 ? ('several' as const) : whereOf(caller, place);
    return found({ ...about, verdict, other: 'same' as const });
  }
  const other = await otherName(context, caller, args, sought);
  if (!other.ok) return unseenIfGone(other.failure);
  if (other.value === 'listening') {
    return found({ ...about, verdict: 'declared-answers' as const, other: other.value });
  }
  if (!place) return notFound(sought.host, words);
  const starting = await isStarting(context, caller, place.container);
  const verdict = starting ? ('starting' as const) : ('silent' as const);
  return found({ ...about, verdict, other: other.value });
};

const sameServer = (a: Place, b: Place): boolean =>
  a.container ? a.container.Id === b.container?.Id : a.address === b.address && !b.container;

const whereOf = (caller: Inspected, { where, container }: Place): Verdict => {
  if (where !== 'container' || !container) return where === 'container' ? 'elsewhere' : where;
  const [own, its] = [composeOf(caller).project, composeOf(container).project];
  return own !== undefined && its !== undefined && own !== its ? 'other-project' : 'container';
};

const clockAnswer = z.object({ at: z.string() });

/** A server that is on its way up is no fault; a container that is none never will be one. */
const isStarting = async (
  context: Context,
  caller: Inspected,
  server: Inspected | undefined,
): Promise<boolean> => {
  if (!server?.State.Running || server.Id === caller.Id || !isPostgresServer(server)) return false;
  if (server.State.Health?.Status === 'starting') return true;
  const reply = await context.send({ kind: 'clock' });
  const now = clockAnswer.safeParse(reply.ok ? reply.json : undefined);
  return now.success && Date.parse(now.data.at) - Date.parse(server.State.StartedAt) < youngMs;
};
