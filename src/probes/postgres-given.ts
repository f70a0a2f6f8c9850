import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { envOf, type Inspected } from '../formats/inspect.ts';
import { matchesStored } from '../formats/password-verifier.ts';
import { joined } from '../formats/paths.ts';
import { inspectContainer, unseenIfGone } from './reading/container.ts';
import { credentials } from './reading/credentials.ts';
import { readText, statFile } from './reading/file-stat.ts';
import { serverFacts } from './reading/server-facts.ts';
import { superuserOf, superuserTrace } from './reading/superuser.ts';

const initialised = ['earlier', 'here', 'unknown'] as const;

const verdicts = [
  // The image's own role, the same password on both sides: the volume is older, or it was changed in it.
  'volume-older',
  'changed-since',
  // A role of the project's own, whose password stands in a variable of the server too.
  'variable-older',
  'variable-same',
  // Both sides were given different ones: the role has the server's, neither, or it is not seen.
  'given-right',
  'neither-right',
  'given-differs',
  'nobody-says',
] as const;
type Verdict = (typeof verdicts)[number];

export const postgresGiven = defineProbe({
  name: 'postgres.given',
  doc: "Compares an application's password with what the database's container was given, and tells whether that container made its own volume.",
  args: z.object({ server: z.string(), container: credentials }),
  data: z.object({
    verdict: z.enum(verdicts),
    'own-role': z.boolean().describe('The role is the one that the image makes'),
    password: z.enum(['same', 'differs', 'not-given']),
    variable: z.string().exactOptional().describe("The server's variable that holds the password"),
    initialised: z
      .enum(initialised)
      .describe('`earlier`: the data is older than the container, so its variables did nothing'),
    'role-takes-given': z.enum(['yes', 'no', 'unseen']),
    excerpt: z.string(),
  }),
  missing: 'the container was given no variable of the postgres image',
  trace: superuserTrace,
  run: async ({ server, container }, context) => {
    const read = await inspectContainer(context, server);
    if (!read.ok) return unseenIfGone(read.failure);
    const inspected = read.value;
    const given = await variablesOf(context, inspected);
    if (given.size === 0) {
      return notFound(inspected.Name, 'it has no variable that holds a password');
    }
    const ownRole = container.user === superuserOf(inspected);
    const passwords = container.passwords.map((secret) => context.reveal(secret));
    const same = [...given].find(([, value]) => passwords.includes(value))?.[0];
    const main = ['POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD'].find((name) => given.has(name));
    const when = await initialisedWhen(context, inspected);
    const value = main === undefined ? undefined : given.get(main);
    const takes =
      ownRole && value !== undefined
        ? await takesGiven(context, inspected, { user: container.user, password: value })
        : ('unseen' as const);
    const variable = same ?? (ownRole ? main : undefined);
    const password =
      same !== undefined
        ? ('same' as const)
        : ownRole && main !== undefined
          ? ('differs' as const)
          : ('not-given' as const);
    return found({
      verdict: verdictOf({ password, ownRole, takes, when: when.initialised }),
      'own-role': ownRole,
      password,
      ...(variable !== undefined && { variable }),
      initialised: when.initialised,
      'role-takes-given': takes,
      excerpt: [
        ...[...given].map(([name, text]) => `${name}=‹${context.secret(text).fingerprint}›`),
        when.words,
        ...(takes === 'unseen'
          ? []
          : [`the role ${takes === 'yes' ? 'takes' : 'refuses'} ${main ?? ''}`]),
      ].join('\n'),
    });
  },
});

type Compared = {
  readonly password: 'same' | 'differs' | 'not-given';
  readonly ownRole: boolean;
  readonly takes: 'yes' | 'no' | 'unseen';
  readonly when: (typeof initialised)[number];
};

const verdictOf = ({ password, ownRole, takes, when }: Compared): Verdict => {
  switch (password) {
    case 'not-given':
      return 'nobody-says';
    case 'same':
      if (ownRole) return when === 'here' ? 'changed-since' : 'volume-older';
      return when === 'earlier' ? 'variable-older' : 'variable-same';
    case 'differs':
      if (takes === 'yes') return 'given-right';
      return takes === 'no' && when === 'earlier' ? 'neither-right' : 'given-differs';
  }
};

const passwordName = /PASS(?:WORD|WD)?(?:_FILE)?$/i;

/** Variables that hold a password, and the content of the files that `…_FILE` ones name. */
const variablesOf = async (
  context: Context,
  inspected: Inspected,
): Promise<ReadonlyMap<string, string>> => {
  const named = [...envOf(inspected)].filter(
    ([name, value]) => passwordName.test(name) && value !== '',
  );
  const values = await Promise.all(
    named.map(async ([name, value]) => {
      if (!name.endsWith('_FILE')) return [[name, value] as const];
      const read = await readText(context, value, { in: inspected.Id, maxBytes: 8192 });
      const text = read.ok ? read.value.replace(/\r?\n$/, '') : '';
      return text === '' ? [] : [[name.slice(0, -'_FILE'.length), text] as const];
    }),
  );
  return new Map(values.flat());
};

type When = { readonly initialised: (typeof initialised)[number]; readonly words: string };

/** PG_VERSION is written once, when the data directory is made, and never again. */
const initialisedWhen = async (context: Context, inspected: Inspected): Promise<When> => {
  const folder = envOf(inspected).get('PGDATA') ?? '/var/lib/postgresql/data';
  const path = joined(folder, 'PG_VERSION');
  const stat = await statFile(context, path, { in: inspected.Id });
  if (!stat.ok) return { initialised: 'unknown', words: `${path}: ${stat.failure.detail}` };
  const made = new Date(stat.value.mtime * 1000).toISOString();
  const earlier = stat.value.mtime < Math.floor(Date.parse(inspected.Created) / 1000);
  const words = `${path} is of ${made}, the container of ${inspected.Created}`;
  return { initialised: earlier ? 'earlier' : 'here', words };
};

const takesGiven = async (
  context: Context,
  inspected: Inspected,
  login: { readonly user: string; readonly password: string },
): Promise<'yes' | 'no' | 'unseen'> => {
  const facts = await serverFacts(context, inspected, [login.user]);
  if (!facts.ok) return 'unseen';
  const stored = facts.value.roles.get(login.user)?.stored ?? '';
  const takes = matchesStored(stored, login.user, login.password);
  return takes === undefined ? 'unseen' : takes ? 'yes' : 'no';
};
