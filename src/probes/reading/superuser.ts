import { z } from 'zod';
import type { Failure, Unblock } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { joined } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import { statFile } from './file-stat.ts';
import { isRunning, mainProcessIsHere } from './main-process.ts';
import { realPath } from './real-path.ts';

export type Answered = {
  /** The first row's only value. */
  readonly value: unknown;
  readonly by: 'socket' | 'psql';
  /** The database that was asked. */
  readonly database: string;
};

/** What a look at the server as its superuser leaves behind. */
export const superuserTrace =
  "a session of the superuser on the server's own socket, which a server that logs connections notes; where the socket cannot be reached from the host, a psql started in the database's container";

/** The role that the image makes; `postgres` only where nothing else was asked for. */
export const superuserOf = (server: Inspected): string => {
  const env = envOf(server);
  return env.get('POSTGRES_USER') || env.get('POSTGRESQL_USERNAME') || 'postgres';
};

/** One read-only question to a server in a container, as its superuser, who is trusted on its socket. */
export const askSuperuser = async (
  context: Context,
  server: Inspected,
  sql: string,
  /** The database to ask in, where it matters. */
  inside?: string,
): Promise<Read<Answered>> => {
  const subject = `PostgreSQL in ${server.Name}`;
  if (!isRunning(server)) {
    const detail = `the container is ${server.State.Status}`;
    return refused({ outcome: 'unreachable', subject, detail });
  }
  const question = { sql, databases: inside === undefined ? ['postgres', 'template1'] : [inside] };
  const socket = await bySocket(context, server, question);
  if (socket.ok || socket.failure.outcome === 'timeout') return socket;
  const psql = await byPsql(context, server, question);
  return psql.ok ? psql : refused(together(subject, socket.failure, psql.failure));
};

const together = (subject: string, first: Failure, second: Failure): Failure => {
  const unblock: Unblock[] = [...new Set([...(first.unblock ?? []), ...(second.unblock ?? [])])];
  const outcome = first.outcome === 'permission' ? first.outcome : second.outcome;
  return {
    outcome: outcome === 'not-found' ? 'unreadable' : outcome,
    subject,
    detail: `by its socket: ${first.detail}; by psql: ${second.detail}`,
    ...(unblock.length > 0 && { unblock }),
  };
};

export const superuserPort = (server: Inspected): number =>
  Number(envOf(server).get('PGPORT') ?? 5432);

/** Where images put the socket; a command line may say otherwise. */
const folders = ({ Args }: Inspected): readonly string[] => {
  const told = Args.flatMap((arg) => /unix_socket_directories=(\/[^\s,]*)/.exec(arg)?.[1] ?? []);
  return [...told, '/var/run/postgresql', '/run/postgresql', '/tmp'];
};

/** Asked in the first of the databases that is there. */
type Question = { readonly sql: string; readonly databases: readonly string[] };

const bySocket = async (
  context: Context,
  server: Inspected,
  { sql, databases }: Question,
): Promise<Read<Answered>> => {
  const path = await socketPath(context, server);
  if (!path.ok) return path;
  const user = superuserOf(server);
  for (const database of databases) {
    const login = {
      kind: 'postgres',
      host: path.value,
      port: superuserPort(server),
      user,
      database,
    } as const;
    const reply = await context.send({ ...login, ask: sql, fresh: true });
    if (!reply.ok) return refused(reply.failure);
    const answer = postgresAnswer.parse(reply.json);
    if (answer.code === '3D000' && answer.verdict === 'refused') continue;
    if (answer.verdict === 'accepted' && answer.rows) {
      return {
        ok: true,
        value: { value: Object.values(answer.rows[0] ?? {})[0], by: 'socket', database },
      };
    }
    const detail = answer.message ?? 'the server gave no reason';
    const outcome =
      answer.verdict === 'refused' || answer.code === '42501' ? 'permission' : 'unreadable';
    return refused({ outcome, subject: path.value, detail });
  }
  const detail = `there is no database ${databases.join(' and no ')}`;
  return refused({ outcome: 'unreadable', subject: path.value, detail });
};

const postgresAnswer = z.object({
  verdict: z.enum(['accepted', 'refused']),
  code: z.string().optional(),
  message: z.string().optional(),
  rows: z.array(z.record(z.string(), z.unknown())).optional(),
});

/**
 * The socket's path on the host, through the server process's own root. Links are followed inside
 * the container first: from the host an absolute one would lead to the host's own server.
 */
export const socketPath = async (context: Context, server: Inspected): Promise<Read<string>> => {
  const subject = `socket of ${server.Name}`;
  if (!(await mainProcessIsHere(context, server))) {
    const detail = 'its process is not seen from this host';
    return refused({ outcome: 'unreachable', subject, detail });
  }
  let failure: Failure = {
    outcome: 'unreachable',
    subject,
    detail: 'no socket in the usual folders',
  };
  for (const folder of folders(server)) {
    const real = await realPath(context, folder, server.Id);
    if (!real.ok) continue;
    const path = joined(
      `/proc/${server.State.Pid}/root${real.value.path}`,
      `.s.PGSQL.${superuserPort(server)}`,
    );
    const seen = await statFile(context, path);
    if (seen.ok && seen.value.type === 'socket') return { ok: true, value: path };
    if (!seen.ok && seen.failure.outcome === 'permission') failure = seen.failure;
  }
  return refused(failure);
};

const byPsql = async (
  context: Context,
  server: Inspected,
  { sql, databases: [database = 'postgres'] }: Question,
): Promise<Read<Answered>> => {
  const reply = await context.send({
    kind: 'exec',
    in: server.Id,
    argv: [
      ...[
        'env',
        'PGOPTIONS=-c default_transaction_read_only=on',
        'psql',
        '-X',
        '-w',
        '-A',
        '-t',
        '-q',
      ],
      ...['-U', superuserOf(server), '-d', database, '-c', sql],
    ],
    fresh: true,
  });
  if (!reply.ok) return refused(reply.failure);
  const subject = `psql in ${server.Name}`;
  const words = new TextDecoder().decode(reply.stderr).trim();
  if (reply.exit !== 0) {
    const missing =
      /executable file not found|psql\S*: (?:No such file or directory|not found)/.test(words);
    return refused({ outcome: missing ? 'tool-missing' : 'unreadable', subject, detail: words });
  }
  try {
    const value = JSON.parse(new TextDecoder().decode(reply.stdout)) as unknown;
    return { ok: true, value: { value, by: 'psql', database } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refused({
      outcome: 'unreadable',
      subject,
      detail: 'its answer is not the JSON that was asked for',
    });
  }
};
