import { z } from 'zod';
import type { ActionContext, Applied, PlanContext } from '../../core/action.ts';
import { found, type ProbeResult } from '../../core/outcome.ts';
import type { Reply } from '../../core/target.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { socketPath, superuserOf, superuserPort } from '../../probes/reading/superuser.ts';
import { failure } from './call-schemas.ts';

/** A server of PostgreSQL, and the way in by which it was read. */
export type ServerWay = {
  readonly server: Inspected;
  readonly by: 'socket' | 'psql';
  readonly database: string;
};

/** A name reaches the server as bytes: nothing in it can end the literal. */
export const literal = (text: string): string =>
  `convert_from(decode('${Buffer.from(text).toString('hex')}', 'hex'), 'UTF8')`;

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export type ServerChange = {
  /** References in it stay references. */
  readonly sql: string;
  readonly summary: string;
  /** One statement that may not stand in a transaction. */
  readonly alone?: true;
};

/** Runs SQL as the superuser, by the way that was read by. */
export const changeServer = async (
  context: ActionContext,
  way: ServerWay,
  { sql, summary, alone }: ServerChange,
): Promise<ProbeResult<Applied>> => {
  const subject = `PostgreSQL in ${way.server.Name}`;
  const asked = { sql: context.secret(sql), ...(alone && { alone }) };
  const reply =
    way.by === 'socket' ? await bySocket(context, way, asked) : await byPsql(context, way, asked);
  if (!reply.ok) return reply.failure;
  const words = refusalOf(reply);
  return words === undefined ? found({ summary }) : failure(subject, words);
};

type Asked = { readonly sql: Parameters<PlanContext['reveal']>[0]; readonly alone?: true };

const bySocket = async (
  context: ActionContext,
  { server, database }: ServerWay,
  asked: Asked,
): Promise<Reply> => {
  const path = await socketPath(context, server);
  if (!path.ok) return path;
  return context.change({
    kind: 'postgres-change',
    host: path.value,
    port: superuserPort(server),
    user: superuserOf(server),
    database,
    ...asked,
  });
};

const byPsql = (
  context: ActionContext,
  { server, database }: ServerWay,
  { sql, alone }: Asked,
): Promise<Reply> =>
  context.change({
    kind: 'run',
    in: server.Id,
    argv: [
      ...['psql', '-X', '-w', '-q', '-v', 'ON_ERROR_STOP=1'],
      ...(alone ? [] : ['--single-transaction']),
      ...['-U', superuserOf(server), '-d', database, '-f', '-'],
    ],
    stdin: sql,
    timeoutMs: 20_000,
  });

const refusalOf = (reply: Extract<Reply, { readonly ok: true }>): string | undefined => {
  const { data } = z
    .object({ verdict: z.string(), message: z.string().default('refused') })
    .safeParse(reply.json);
  if (data) return data.verdict === 'accepted' ? undefined : data.message;
  if (reply.exit === 0) return undefined;
  return new TextDecoder().decode(reply.stderr).trim() || `psql ended with ${reply.exit}`;
};
