import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { hbaAnswer, hbaRule, type HbaRule } from '../../formats/hba.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { matchesStored, storedKind } from '../../formats/password-verifier.ts';
import { refused, type Read } from './container.ts';
import { statFile } from './file-stat.ts';
import { askSuperuser } from './superuser.ts';

/** What a server's own catalogues say about who may log in, and how. */
export type ServerFacts = {
  readonly roles: ReadonlyMap<string, Role>;
  readonly databases: ReadonlySet<string>;
  /** Undefined where the rules in force are not the ones in the file. */
  readonly rules: readonly HbaRule[] | undefined;
  readonly by: 'socket' | 'psql';
};

export type Role = {
  readonly login: boolean;
  readonly expired: boolean;
  readonly stored: string | null;
};

const answer = z.object({
  roles: z.array(
    z.object({
      name: z.string(),
      login: z.boolean(),
      expired: z.boolean(),
      stored: z.string().nullable(),
    }),
  ),
  databases: z.array(z.string()),
  rules: z.array(hbaRule).nullish(),
  file: z.string(),
  loaded: z.number(),
});

/** A name as bytes: nothing in it can end the text it stands in. */
const named = (name: string): string =>
  `convert_from(decode('${Buffer.from(name).toString('hex')}', 'hex'), 'UTF8')`;

const question = (names: readonly string[]): string => `select json_build_object(
  'roles', (select coalesce(json_agg(json_build_object('name', rolname, 'login', rolcanlogin,
    'expired', coalesce(rolvaliduntil < now(), false), 'stored', rolpassword)), '[]'::json)
    from pg_authid where rolname in (${names.map(named).join(', ')})),
  'databases', (select json_agg(datname) from pg_database),
  'rules', (select json_agg(to_json(r)) from pg_hba_file_rules r),
  'file', current_setting('hba_file'),
  'loaded', extract(epoch from pg_conf_load_time())) as answer`;

export const serverFacts = async (
  context: Context,
  server: Inspected,
  names: readonly string[],
): Promise<Read<ServerFacts>> => {
  const read = await askSuperuser(context, server, question([...new Set(names)]));
  if (!read.ok) return read;
  const parsed = answer.safeParse(read.value.value);
  if (!parsed.success) {
    const subject = `PostgreSQL in ${server.Name}`;
    return refused({
      outcome: 'unreadable',
      subject,
      detail: 'its catalogues have another form than expected',
    });
  }
  const { roles, databases, rules, file, loaded } = parsed.data;
  for (const { stored } of roles) if (stored !== null && stored !== '') context.secret(stored);
  const hba = await statFile(context, file, { in: server.Id });
  // Rules that were written after the last reload are not in force yet.
  const inForce = hba.ok && hba.value.mtime <= Math.ceil(loaded);
  return {
    ok: true,
    value: {
      roles: new Map(roles.map(({ name, ...role }) => [name, role])),
      databases: new Set(databases),
      rules: inForce ? (rules ?? undefined) : undefined,
      by: read.value.by,
    },
  };
};

export type Attempt = {
  readonly user: string;
  readonly database: string;
  readonly password: string | undefined;
};

export const abilities = ['yes', 'no-login', 'expired', 'md5-only'] as const;
export const accesses = [
  'entry',
  'trust',
  'other-method',
  'none',
  'reject',
  'tls-only',
  'unknown',
] as const;

export type Judged = {
  readonly role: boolean;
  readonly ability: (typeof abilities)[number];
  readonly stored: 'none' | 'scram' | 'md5' | 'other';
  readonly database: boolean;
  readonly access: (typeof accesses)[number];
  /** Undefined: cannot be judged without asking. */
  readonly password: boolean | undefined;
  /** All of it together. */
  readonly works: boolean;
};

/** What the server would make of a login from an address, worked out without one. */
export const judgeLogin = (facts: ServerFacts, attempt: Attempt, address: string): Judged => {
  const role = facts.roles.get(attempt.user);
  const stored = storedKind(role?.stored);
  const { access, method } = accessOf(facts, attempt, address);
  const password =
    access === 'trust'
      ? true
      : access === 'other-method'
        ? undefined
        : attempt.password !== undefined &&
          matchesStored(role?.stored ?? '', attempt.user, attempt.password);
  const ability = !role
    ? 'yes'
    : role.expired && access !== 'trust'
      ? 'expired'
      : stored === 'md5' && method === 'scram-sha-256'
        ? 'md5-only'
        : role.login
          ? 'yes'
          : 'no-login';
  const database = facts.databases.has(attempt.database);
  const open = access === 'entry' || access === 'trust' || access === 'unknown';
  const works = role !== undefined && ability === 'yes' && database && open && password === true;
  return { role: role !== undefined, ability, stored, database, access, password, works };
};

const passwordMethods = ['scram-sha-256', 'md5', 'password'];

const accessOf = (
  { rules }: ServerFacts,
  { user, database }: Attempt,
  address: string,
): { readonly access: Judged['access']; readonly method?: string } => {
  if (!rules) return { access: 'unknown' };
  const plain = hbaAnswer(rules, { user, database, address, tls: false });
  switch (plain.verdict) {
    case 'unknown':
      return { access: 'unknown' };
    case 'none': {
      const tls = hbaAnswer(rules, { user, database, address, tls: true });
      return { access: tls.verdict === 'entry' && tls.method !== 'reject' ? 'tls-only' : 'none' };
    }
    case 'entry': {
      const { method } = plain;
      if (method === 'trust' || method === 'reject') return { access: method };
      return { access: passwordMethods.includes(method) ? 'entry' : 'other-method', method };
    }
  }
};
