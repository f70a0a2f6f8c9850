import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import type { Inspected } from '../formats/inspect.ts';
import {
  accepted,
  candidates,
  firstAccepted,
  passwordOf,
  singles,
  type Single,
} from './reading/candidates.ts';
import { inspectContainer, unseenIfGone } from './reading/container.ts';
import { credentials, type Credentials } from './reading/credentials.ts';
import {
  abilities,
  accesses,
  judgeLogin,
  serverFacts,
  type Judged,
} from './reading/server-facts.ts';
import { superuserTrace } from './reading/superuser.ts';

/** One word for all of it, in the order in which the server and the client would stumble. */
const verdicts = [
  // The server takes another candidate than the application's own.
  'takes-declared',
  'takes-created',
  'takes-whole',
  'takes-literal',
  'takes-some',
  // It does not come to compare passwords, or has nothing to compare with.
  'no-hba-entry',
  'tls-only',
  'expired',
  'md5-only',
  'no-password',
  // The password is right, and something else is not; or all of it is right.
  'no-login',
  'no-database',
  'right',
  // No candidate is taken, and why is seen in what the application holds.
  'placeholder',
  'url-unreadable',
  'quotes-kept',
  'unnamed',
  'unsent',
  'wrong-password',
  'unknown',
] as const;
type Verdict = (typeof verdicts)[number];

export const postgresRole = defineProbe({
  name: 'postgres.role',
  doc: "Reads a role's state from the server's own catalogues, and compares passwords with what is stored there: no login is attempted.",
  args: z.object({
    server: z.string().describe('The container that runs PostgreSQL'),
    from: z.string().optional().describe("The application's address, as the server sees it"),
    ...candidates,
    baked: credentials.optional().describe("What a file in the application's image says"),
  }),
  data: z.object({
    verdict: z.enum(verdicts),
    'can-log-in': z.enum(abilities),
    stored: z.enum(['none', 'scram', 'md5', 'other']),
    'database-exists': z.boolean(),
    hba: z.enum(accesses),
    accepts: z.enum(accepted),
    baked: z.enum(['none', 'accepted', 'refused']),
    by: z.enum(['socket', 'psql']),
    excerpt: z.string(),
  }),
  missing: 'the role does not exist',
  trace: superuserTrace,
  run: async ({ server, from, baked, ...args }, context) => {
    const read = await inspectContainer(context, server);
    if (!read.ok) return unseenIfGone(read.failure);
    const { container, declared, created, whole } = args;
    const named = [container, declared, created, ...(whole ?? []), baked].flatMap(
      (each) => each?.user ?? [],
    );
    const facts = await serverFacts(context, read.value, named);
    if (!facts.ok) return facts.failure;
    const address = from ?? addressOf(read.value);
    const judged = (single: Single): Judged => {
      const { user, database } = single;
      return judgeLogin(
        facts.value,
        { user, database, password: passwordOf(context, single) },
        address,
      );
    };
    const [own] = singles(container).map(judged);
    if (!own) throw new Error('postgres.role: credentials without a login');
    const first = await firstAccepted(args, async (single) => {
      const { works, password } = judged(single);
      return works || (password === undefined ? undefined : false);
    });
    // What stands in the way of the right password is told apart by the other fields.
    const right = first === 'none' && container.broken === 'no' && own.password === true;
    const accepts = right ? ('container' as const) : first;
    const helped = ['declared', 'whole', 'created', 'literal'].includes(accepts);
    if (!own.role && !helped && container.user !== '') {
      const all = `no role ${container.user} among the roles of ${read.value.Name}`;
      return notFound(container.user, all);
    }
    return found({
      verdict: verdictOf(accepts, own, container),
      'can-log-in': own.ability,
      stored: own.stored,
      'database-exists': own.database,
      hba: own.access,
      accepts,
      baked: !baked
        ? ('none' as const)
        : singles(baked).some((each) => judged(each).works)
          ? ('accepted' as const)
          : ('refused' as const),
      by: facts.value.by,
      excerpt: excerptOf(container, own, accepts, read.value),
    });
  },
});

const verdictOf = (
  accepts: (typeof accepted)[number],
  { access, ability, stored, database }: Judged,
  container: Credentials,
): Verdict => {
  const own = container.broken === 'no';
  if (accepts === 'declared' || accepts === 'created' || accepts === 'whole') {
    return `takes-${accepts}`;
  }
  if (accepts === 'literal' && !own) return 'takes-literal';
  if (container.user === '') return 'unnamed';
  if (access === 'none' || access === 'reject') return 'no-hba-entry';
  if (access === 'tls-only') return 'tls-only';
  if (ability === 'expired' || ability === 'md5-only') return ability;
  if (stored === 'none' && access === 'entry') return 'no-password';
  switch (accepts) {
    case 'literal':
      return 'takes-literal';
    case 'some':
      return 'takes-some';
    case 'container':
      if (ability === 'no-login') return 'no-login';
      return database ? 'right' : 'no-database';
    case 'unsent':
    case 'unknown':
      return accepts;
    case 'none':
      if (isPlaceholder(container)) return 'placeholder';
      if (own) return 'wrong-password';
      return container.broken === 'url' ? 'url-unreadable' : 'quotes-kept';
  }
};

const isPlaceholder = ({ passwords, literal }: Credentials): boolean =>
  [...passwords, ...(literal ? [literal] : [])].some(({ shape }) => shape.placeholder);

/** A caller that has no address now had one in the same network: the server's own stands in for it. */
const addressOf = ({ NetworkSettings: { Networks } }: Inspected): string =>
  Object.values(Networks).find(({ IPAddress }) => IPAddress !== '')?.IPAddress ?? '';

const words: Readonly<Record<(typeof accepted)[number], string>> = {
  container: "the stored password is the application's",
  declared:
    'the stored password is the one that is declared now, not the one that the container has',
  whole: 'the stored password is what another reader of the env file sees',
  created:
    'the stored password is the one that the container was created with, not the one its process has',
  literal: 'the stored password is the text that stands in the URL, before it is decoded',
  some: 'the stored password is what some clients would send and others would not',
  none: 'the stored password is none of those that the application, its files and its container hold',
  unsent: 'the application has no password to send',
  unknown: 'whether the password is right could not be worked out',
};

const excerptOf = (
  { user, database }: Credentials,
  { role, ability, stored, database: exists, access }: Judged,
  accepts: (typeof accepted)[number],
  server: Inspected,
): string =>
  [
    `${server.Name}, role ${user || '?'}: ${role ? `log in ${ability}, stored password ${stored}` : 'does not exist'}`,
    `database ${database || '?'}: ${exists ? 'exists' : 'does not exist'}; access rules: ${access}`,
    words[accepts],
  ].join('\n');
