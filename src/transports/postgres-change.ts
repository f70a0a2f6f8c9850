import { isSecret } from '../core/probe.ts';
import type { Change } from '../core/change.ts';
import type { PostgresAnswer, Reply } from '../core/target.ts';
import { notAsked, openFromHere, passwordOf, serverWords, type OpenPostgres } from './postgres.ts';
import { defaultTimeoutMs } from './within.ts';

type PostgresChange = Extract<Change, { readonly kind: 'postgres-change' }>;

/** One transaction, whole or not at all; or one statement alone. What the server says against it is data: `refused`. */
export const changePostgres = async (
  request: PostgresChange,
  signal: AbortSignal,
  open: OpenPostgres = openFromHere,
): Promise<Reply> => {
  const { host, port, user, database, timeoutMs = defaultTimeoutMs } = request;
  const { default: pg } = await import('pg');
  const opened = await open(request, signal);
  if (!opened.ok) return opened;
  const { socket } = opened;
  if (signal.aborted) socket.destroy();
  const client = new pg.Client({
    host: host.startsWith('/') ? 'localhost' : host,
    port,
    user,
    database,
    // As a function it keeps `pg` from looking into PGPASSWORD and ~/.pgpass.
    password: () => passwordOf(request),
    ssl: false,
    application_name: 'deploy-doctor',
    // Whoever holds the row is not waited for longer than the request may take.
    options: `-c statement_timeout=${timeoutMs} -c lock_timeout=${Math.floor(timeoutMs / 2)}`,
    stream: () => socket,
  });
  const end = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  // Without a listener, a connection that ends early would end the program.
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (!request.alone) await client.query('BEGIN');
    await client.query(statements(request));
    if (!request.alone) await client.query('COMMIT');
    return answer({ verdict: 'accepted' });
  } catch (error) {
    const words = serverWords(error);
    return words
      ? answer({ verdict: 'refused', ...words })
      : notAsked(error, host.startsWith('/') ? host : `${host}:${port}`);
  } finally {
    signal.removeEventListener('abort', end);
    client.end().catch(() => undefined);
    socket.destroySoon();
  }
};

const answer = (json: PostgresAnswer): Reply => ({ ok: true, json });

const statements = ({ sql }: PostgresChange): string => {
  if (isSecret(sql)) throw new Error('postgres: a secret came to the wire unrevealed');
  return typeof sql === 'string' ? sql : new TextDecoder().decode(sql);
};
