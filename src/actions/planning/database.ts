import { z } from 'zod';
import type { Blast, PlanContext } from '../../core/action.ts';
import { noBlast } from '../../core/action.ts';
import { inspectContainer, refused, type Read } from '../../probes/reading/container.ts';
import { askSuperuser } from '../../probes/reading/superuser.ts';
import { failure } from './call-schemas.ts';
import { clientNames } from './client-names.ts';
import { literal, type ServerWay } from './server-change.ts';

export const databaseArgs = z.object({
  /** The container that runs PostgreSQL. */
  container: z.string(),
  database: z.string().min(1),
});

const answer = z.object({
  owner: z.string().nullable(),
  owners: z.array(z.string()),
  clients: z.array(z.string().nullable()),
  standby: z.boolean(),
  version: z.number(),
});

/** A database as its server knows it. */
export type Database = ServerWay & {
  readonly name: string;
  /** Null: it does not exist. */
  readonly owner: string | null;
  readonly roles: readonly string[];
  readonly clients: readonly (string | null)[];
  readonly version: number;
};

export const databaseState = ({ server, name }: Database): string =>
  `database:${server.Name}/${name}`;

export const databaseSeal = (context: PlanContext, { owner }: Database): string =>
  owner === null ? 'absent' : context.seal(`owned by ${owner}`);

export const readDatabase = async (
  context: PlanContext,
  container: string,
  name: string,
): Promise<Read<Database>> => {
  const inspected = await inspectContainer(context, container, true);
  if (!inspected.ok) return inspected;
  const server = inspected.value;
  const subject = `PostgreSQL in ${server.Name}`;
  const read = await askSuperuser(context, server, question(name));
  if (!read.ok) return read;
  const { value, by, database } = read.value;
  const parsed = answer.safeParse(value);
  if (!parsed.success) {
    return refused(failure(subject, 'its catalogues have another form than expected'));
  }
  const { owner, owners, clients, standby, version } = parsed.data;
  if (standby) {
    return refused(failure(subject, 'it is a standby, which takes no changes: name its primary'));
  }
  const more = { owner, roles: owners, clients, version };
  return { ok: true, value: { server, name, by, database, ...more } };
};

const question = (name: string): string => `select json_build_object(
  'owner', (select pg_get_userbyid(datdba) from pg_database where datname = ${literal(name)}),
  'owners', (select json_agg(rolname) from pg_roles),
  'clients', (select coalesce(json_agg(distinct host(client_addr)), '[]'::json)
    from pg_stat_activity where datname = ${literal(name)} and pid <> pg_backend_pid()),
  'standby', pg_is_in_recovery(),
  'version', current_setting('server_version_num')::int) as answer`;

/** What somebody has put into it since it was made; `none` where nothing. */
export const contentOf = async (
  context: PlanContext,
  { server, name }: Database,
): Promise<Read<number>> => {
  const read = await askSuperuser(context, server, content, name);
  if (!read.ok) return read;
  const parsed = z.object({ objects: z.number() }).safeParse(read.value.value);
  if (parsed.success) return { ok: true, value: parsed.data.objects };
  return refused(failure(`database ${name} in ${server.Name}`, 'what it holds cannot be read'));
};

/** Objects from 16384 on were made by users; plpgsql and the schema public are there from the start. */
const content = `select json_build_object('objects',
  (select count(*) from pg_class where oid >= 16384)
  + (select count(*) from pg_proc where oid >= 16384)
  + (select count(*) from pg_type where oid >= 16384 and typrelid = 0)
  + (select count(*) from pg_namespace where oid >= 16384)
  + (select count(*) from pg_extension where oid >= 16384)
  + (select count(*) from pg_largeobject_metadata)) as answer`;

export const databaseBlast = async (
  context: PlanContext,
  { clients }: Database,
): Promise<Blast> => {
  const addresses = clients.flatMap((address) => address ?? []);
  const names = await clientNames(context, addresses);
  return {
    ...noBlast,
    connections: clients.map((address) =>
      address === null ? 'a local client' : (names.get(address) ?? address),
    ),
  };
};
