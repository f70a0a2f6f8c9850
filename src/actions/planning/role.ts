import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ActionContext, Applied, Blast, PlanContext } from '../../core/action.ts';
import { noBlast } from '../../core/action.ts';
import type { ProbeResult } from '../../core/outcome.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { scramVerifier, storedKind } from '../../formats/password-verifier.ts';
import { inspectContainer, refused, type Read } from '../../probes/reading/container.ts';
import { askSuperuser } from '../../probes/reading/superuser.ts';
import { failure, secretText } from './call-schemas.ts';
import { changeServer, literal } from './server-change.ts';
import { clientNames } from './client-names.ts';

/** Whose role is meant; every action on a role begins so. */
export const roleArgs = z.object({
  /** The container that runs PostgreSQL. */
  container: z.string(),
  role: z.string().min(1),
});

export const passwordArgs = roleArgs.extend({ password: secretText });

const roleAnswer = z.object({
  role: z
    .object({
      verifier: z.string().nullable(),
      login: z.boolean(),
      until: z.string().nullable(),
      owns: z.number(),
    })
    .nullable(),
  clients: z.array(z.object({ address: z.string().nullable(), database: z.string().nullable() })),
  standby: z.boolean(),
});

/** A role as the server holds it, and the way in by which that was read. */
export type Role = z.output<typeof roleAnswer> & {
  readonly server: Inspected;
  readonly name: string;
  readonly by: 'socket' | 'psql';
  readonly database: string;
};

export const roleState = (server: Inspected, name: string): string => `role:${server.Name}/${name}`;

export const readRole = async (
  context: PlanContext,
  container: string,
  name: string,
): Promise<Read<Role>> => {
  const inspected = await inspectContainer(context, container, true);
  if (!inspected.ok) return inspected;
  const server = inspected.value;
  const read = await askSuperuser(context, server, question(name));
  if (!read.ok) return read;
  const { value, by, database } = read.value;
  const parsed = roleAnswer.safeParse(value);
  const subject = `PostgreSQL in ${server.Name}`;
  if (!parsed.success) {
    return refused(failure(subject, 'its catalogues have another form than expected'));
  }
  if (parsed.data.standby) {
    return refused(failure(subject, 'it is a standby, which takes no changes: name its primary'));
  }
  const verifier = parsed.data.role?.verifier;
  if (verifier) context.secret(verifier);
  return { ok: true, value: { ...parsed.data, server, name, by, database } };
};

/** The server's own workers, which are on no database, are no clients. */
const question = (name: string): string => `select json_build_object(
  'role', (select json_build_object('verifier', rolpassword, 'login', rolcanlogin,
    'until', rolvaliduntil::text, 'owns', (select count(*) from pg_shdepend
      where refclassid = 'pg_authid'::regclass and refobjid = pg_authid.oid))
    from pg_authid where rolname = ${literal(name)}),
  'clients', (select coalesce(json_agg(distinct jsonb_build_object('address', host(client_addr),
    'database', datname)), '[]'::json) from pg_stat_activity
    where usename = ${literal(name)} and pid <> pg_backend_pid() and datname is not null),
  'standby', pg_is_in_recovery()) as answer`;

/** What a plan stands on. */
export const roleSeal = (context: PlanContext, { role }: Role): string =>
  role === null
    ? 'absent'
    : context.seal([role.verifier ?? '', String(role.login), role.until ?? ''].join('\n'));

/** A salt must differ from others, and not be secret: derived, so that plan and apply write the same. */
export const verifierFor = (
  context: PlanContext,
  { role, name }: Role,
  password: string,
): string => {
  const sealed = context.seal(['salt', name, role?.verifier ?? '', password].join('\0'));
  return scramVerifier(password, createHash('sha256').update(sealed).digest().subarray(0, 16));
};

/** As SQL: only the two forms that the server keeps, in which no quote can stand. */
export const verifierLiteral = (verifier: string | null): string => {
  if (verifier === null || verifier === '') return 'NULL';
  if (storedKind(verifier) === 'other') throw new Error('a verifier of a form that is not known');
  return `'${verifier}'`;
};

/** Who is connected as the role now, by the names of their containers. */
export const roleBlast = async (context: PlanContext, { clients }: Role): Promise<Blast> => {
  const names = await clientNames(
    context,
    clients.flatMap(({ address }) => address ?? []),
  );
  const connections = clients.map(({ address, database }) => {
    const who = address === null ? 'a local client' : (names.get(address) ?? address);
    return `${who} on database ${database ?? '?'}`;
  });
  return { ...noBlast, connections: [...new Set(connections)].sort() };
};

/** Runs SQL as the superuser by the way that was read by. References in `sql` stay references. */
export const changeRole = (
  context: ActionContext,
  role: Role,
  sql: string,
  summary: string,
): Promise<ProbeResult<Applied>> => changeServer(context, role, { sql, summary });
