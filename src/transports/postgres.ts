import { statSync } from 'node:fs';
import { Socket, type NetConnectOpts } from 'node:net';
import { isSecret } from '../core/probe.ts';
import type { Ask, PostgresAnswer, Reply } from '../core/target.ts';
import { codeOf, networkRefusal, refusal, wordsOf, type Refusal } from './failure.ts';
import type { SocketLike } from './socket-like.ts';
import { defaultTimeoutMs } from './within.ts';

type Login = Extract<Ask, { readonly kind: 'postgres' }>;
/** A way to the server; where it is no socket of ours it is connected already. */
export type OpenPostgres = (
  login: Pick<Login, 'host' | 'port'>,
  signal: AbortSignal,
) => Promise<{ readonly ok: true; readonly socket: SocketLike } | Refusal>;
type Way = { readonly startUp: boolean; readonly tls: boolean };

/** Rows beyond this are dropped, and the reply says so. */
const maxRows = 1000;

/**
 * One login, and at most one read-only question. What the server says is data, even where it says
 * no; that it could not be asked is a failure. An answer that accepts the login and bears a code
 * refused the question.
 */
export const askPostgres = async (
  request: Login,
  signal: AbortSignal,
  open: OpenPostgres = openFromHere,
): Promise<Reply> => {
  const asking = { request, signal, open };
  const plain = await attempt(asking, { startUp: true, tls: false });
  const again = plain.ok ? otherWay(plain.json as PostgresAnswer) : undefined;
  return again && !signal.aborted ? attempt(asking, again) : plain;
};

type Asking = {
  readonly request: Login;
  readonly signal: AbortSignal;
  readonly open: OpenPostgres;
};

/** Refusals that judge the way of asking before they look at the credentials. */
const otherWay = ({ verdict, code, message = '' }: PostgresAnswer): Way | undefined => {
  if (verdict !== 'refused') return undefined;
  // Poolers such as pgbouncer know no start-up options; the question still runs read-only.
  if (code === '08P01' && message.includes('options')) return { startUp: false, tls: false };
  const unencrypted = /, (no encryption|SSL off)$/.test(message);
  return code === '28000' && unencrypted ? { startUp: true, tls: true } : undefined;
};

const attempt = async ({ request, signal, open }: Asking, way: Way): Promise<Reply> => {
  const { host, port, user, database, timeoutMs = defaultTimeoutMs } = request;
  const password = passwordOf(request);
  const opened = await open(request, signal);
  if (!opened.ok) return opened;
  const { socket } = opened;
  if (signal.aborted) socket.destroy();
  const login = { askedForPassword: false };
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: host.startsWith('/') ? 'localhost' : host,
    port,
    user,
    database,
    // As a function it keeps `pg` from looking into PGPASSWORD and ~/.pgpass.
    password: () => {
      login.askedForPassword = true;
      return password;
    },
    ssl: way.tls && { rejectUnauthorized: false },
    application_name: 'deploy-doctor',
    ...(way.startUp
      ? { options: `-c default_transaction_read_only=on -c statement_timeout=${timeoutMs}` }
      : {}),
    stream: () => socket,
    types: {
      getTypeParser: (oid: number): Parse =>
        plain[oid] ?? (pg.types.getTypeParser as (oid: number) => Parse)(oid),
    },
  });
  const end = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  // Without a listener, a connection that ends early would end the program.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(client, request.ask);
  } catch (error) {
    const words = serverWords(error);
    if (words) return answer({ verdict: 'refused', ...words });
    if (login.askedForPassword && password === '') {
      return answer({
        verdict: 'refused',
        message: 'the server asks for a password, none was given',
      });
    }
    return notAsked(error, host.startsWith('/') ? host : `${host}:${port}`);
  } finally {
    signal.removeEventListener('abort', end);
    client.end().catch(() => undefined);
    socket.destroySoon();
  }
};

const answer = (json: PostgresAnswer, truncated = false): Reply =>
  truncated ? { ok: true, json, truncated } : { ok: true, json };

/** The log holds JSON: times stay as the server writes them, counts become numbers. */
type Parse = (text: string) => unknown;
const plain: Readonly<Record<number, Parse>> = {
  20: Number,
  1082: String,
  1114: String,
  1184: String,
};

type Rows = { readonly rows: readonly Readonly<Record<string, unknown>>[] };
type Client = {
  query(config: { text: string; queryMode?: 'extended' }): Promise<Rows>;
};

const question = async (client: Client, ask: string | undefined): Promise<Reply> => {
  if (ask === undefined) return answer({ verdict: 'accepted' });
  try {
    await client.query({ text: 'BEGIN READ ONLY' });
    // The extended protocol takes one statement: none can end the read-only transaction first.
    const { rows } = await client.query({ text: ask, queryMode: 'extended' });
    return answer({ verdict: 'accepted', rows: rows.slice(0, maxRows) }, rows.length > maxRows);
  } catch (error) {
    const words = serverWords(error);
    if (!words) throw error;
    return answer({ verdict: 'accepted', ...words });
  }
};

export const passwordOf = ({ password }: Pick<Login, 'password'>): string => {
  if (isSecret(password)) throw new Error('postgres: a secret came to the wire unrevealed');
  if (password === undefined) return '';
  return typeof password === 'string' ? password : new TextDecoder().decode(password);
};

/** SQLSTATE and message, if this is the server speaking. */
export const serverWords = (error: unknown): { code: string; message: string } | undefined => {
  if (!(error instanceof Error) || !('severity' in error)) return undefined;
  return { code: codeOf(error), message: error.message };
};

export const notAsked = (error: unknown, subject: string): Reply => {
  if (codeOf(error) === 'ENOENT') return refusal('unreachable', subject, wordsOf(error));
  // The words of `pg` for a server that hangs up.
  const hungUp = wordsOf(error).startsWith('Connection terminated');
  return hungUp ? refusal('unreachable', subject, wordsOf(error)) : networkRefusal(error, subject);
};

/** From this machine; it connects as `pg` says so. */
export const openFromHere: OpenPostgres = async (login) => ({ ok: true, socket: socketTo(login) });

/** A socket that goes where the request says, wherever `pg` would send it. */
const socketTo = ({ host, port }: Pick<Login, 'host' | 'port'>): Socket => {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  const to: NetConnectOpts = host.startsWith('/')
    ? { path: socketPath(host, port) }
    : { host, port };
  return Object.assign(socket, { connect: () => connect(to) });
};

const socketPath = (path: string, port: number): string => {
  try {
    return statSync(path).isDirectory() ? socketIn(path, port) : path;
  } catch {
    // Gone, or behind a folder that is closed to us: the connection says which.
    return path;
  }
};

/** Where a server puts its socket in a folder. */
export const socketIn = (folder: string, port: number): string => `${folder}/.s.PGSQL.${port}`;
