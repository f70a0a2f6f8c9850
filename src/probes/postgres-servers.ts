import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { composeOf, type Inspected } from '../formats/inspect.ts';
import { singles, passwordOf, type Single } from './reading/candidates.ts';
import { inspectContainer, refused, unseenIfGone, type Read } from './reading/container.ts';
import { credentials, type Credentials } from './reading/credentials.ts';
import { logIn, loginVerdicts } from './reading/login.ts';
import { isRunning } from './reading/main-process.ts';
import type { Place } from './reading/network-address.ts';
import { inspectedMembers, networkMembers } from './reading/network-members.ts';
import { resolveName } from './reading/network-name.ts';
import { portOpen } from './reading/port-open.ts';
import { isPostgresServer } from './reading/postgres-server.ts';
import { judgeLogin, serverFacts, type Judged } from './reading/server-facts.ts';
import { superuserTrace } from './reading/superuser.ts';

type LoginVerdict = (typeof loginVerdicts)[number] | 'silent';

export const postgresServers = defineProbe({
  name: 'postgres.servers',
  doc: "Asks every server that a name may stand for, and the project's own beside it, which of them takes the credentials.",
  args: z.object({
    container: z.string().describe('The application'),
    host: z.string(),
    port: z.number(),
    credentials,
  }),
  data: z.object({
    verdict: z
      .enum(['accepts', 'split', 'own-accepts', 'refuses', 'all-refuse'])
      .describe(
        '`split`: one takes what another refuses; `own-accepts`: the project has another, which takes it',
      ),
    refusal: z.enum([...loginVerdicts, 'silent']).describe('What the first of them says'),
    container: z.string().describe('The first of them, where it is a container; else empty'),
    rival: z.string().describe("The project's own server; empty where there is none beside"),
    excerpt: z.string(),
  }),
  missing: 'nothing has the name',
  trace: `${superuserTrace}; where that cannot be had, a login, of which a server that refuses it writes a line`,
  run: async ({ container, host, port, credentials: own }, context) => {
    const read = await inspectContainer(context, container);
    if (!read.ok) return unseenIfGone(read.failure);
    const resolved = await resolveName(context, read.value, { host, port });
    if (!resolved.ok) return unseenIfGone(resolved.failure);
    if (!resolved.value.known) {
      return { outcome: 'not-found', subject: host, detail: resolved.value.words };
    }
    const { places } = resolved.value;
    const rivals = await rivalsOf(context, read.value, places);
    if (!rivals.ok) return unseenIfGone(rivals.failure);
    const [login] = singles(own);
    if (!login) throw new Error('postgres.servers: credentials without a login');
    const said = await Promise.all(places.map((place) => ask(context, place, login)));
    const beside = await Promise.all(rivals.value.map((place) => ask(context, place, login)));
    return concluded(said, beside, own);
  },
});

type Said = {
  readonly place: Place;
  readonly verdict: LoginVerdict | undefined;
  readonly failure?: Failure;
  readonly words: string;
};

const concluded = (said: readonly Said[], beside: readonly Said[], own: Credentials) => {
  const takes = said.filter(({ verdict }) => verdict === 'accepted').length;
  const blind = said.find(({ failure }) => failure)?.failure;
  const refuses = said.filter(
    ({ verdict }) => verdict !== undefined && verdict !== 'accepted',
  ).length;
  const split = takes > 0 && refuses > 0;
  if (blind && !split) return unseenIfGone(blind);
  const rival = beside.find(({ verdict }) => verdict === 'accepted') ?? beside[0];
  const rivalTakes = rival?.verdict === 'accepted';
  // A second server that was not seen may be the one that takes it.
  const hidden = beside.find(({ failure }) => failure)?.failure;
  if (refuses > 0 && !split && !rivalTakes && hidden) return unseenIfGone(hidden);
  const [first] = said;
  return found({
    verdict: split
      ? ('split' as const)
      : takes > 0
        ? ('accepts' as const)
        : said.length > 1
          ? ('all-refuse' as const)
          : rivalTakes
            ? ('own-accepts' as const)
            : ('refuses' as const),
    refusal: first?.verdict ?? ('other' as const),
    container: first?.place.container?.Name ?? '',
    rival: rival?.place.container?.Name ?? '',
    excerpt: [...said, ...beside].map((each) => `${own.user} at ${each.words}`).join('\n'),
  });
};

const ask = async (context: Context, place: Place, login: Single): Promise<Said> => {
  const name = place.container?.Name ?? `${place.address}:${place.port}`;
  const open = await portOpen(context, place);
  if (open.ok && !open.value.open) {
    return { place, verdict: 'silent', words: `${name}: ${open.value.words}` };
  }
  const judged = place.container && (await byCatalogue(context, place, place.container, login));
  if (judged) return { place, verdict: judged, words: `${name}: ${judged}, by what it has stored` };
  const read = await logIn(context, place, login);
  if (!read.ok)
    return { place, verdict: undefined, failure: read.failure, words: `${name}: not seen` };
  return { place, verdict: read.value.verdict, words: `${name}: ${read.value.words}` };
};

/** Undefined: the catalogue is out of reach, or leaves it open. */
const byCatalogue = async (
  context: Context,
  { from, address }: Place,
  container: Inspected,
  login: Single,
): Promise<LoginVerdict | undefined> => {
  if (!isPostgresServer(container)) return undefined;
  const facts = await serverFacts(context, container, [login.user]);
  if (!facts.ok) return undefined;
  const attempt = { ...login, password: passwordOf(context, login) };
  return verdictOf(judgeLogin(facts.value, attempt, from ?? address));
};

const verdictOf = (judged: Judged): LoginVerdict | undefined => {
  if (judged.access === 'unknown' || judged.access === 'other-method') return undefined;
  if (judged.works) return 'accepted';
  if (judged.access === 'none' || judged.access === 'reject' || judged.access === 'tls-only') {
    return 'no-hba-entry';
  }
  if (judged.password === undefined) return undefined;
  if (!judged.role) return 'no-such-role';
  if (!judged.password) return 'wrong-password';
  return judged.ability === 'yes' ? 'no-such-database' : 'not-permitted';
};

/** Servers of the application's own project that the name does not lead to. */
const rivalsOf = async (
  context: Context,
  caller: Inspected,
  places: readonly Place[],
): Promise<Read<readonly Place[]>> => {
  const { project } = composeOf(caller);
  if (project === undefined) return { ok: true, value: [] };
  const members = await networkMembers(context);
  if (!members.ok) return members;
  const running = members.value.filter(({ state }) => state === 'running');
  const read = await inspectedMembers(context, running);
  if (!read.ok) return refused(read.failure);
  const own = read.value.filter(
    (each) =>
      composeOf(each).project === project &&
      isPostgresServer(each) &&
      isRunning(each) &&
      !places.some(({ container }) => container?.Id === each.Id),
  );
  return { ok: true, value: own.map((container) => placeOf(container)) };
};

const placeOf = (container: Inspected): Place => ({
  where: 'container',
  container,
  address:
    Object.values(container.NetworkSettings.Networks).find(({ IPAddress }) => IPAddress !== '')
      ?.IPAddress ?? '',
  port: 5432,
  privatePort: 5432,
  words: container.Name,
});
