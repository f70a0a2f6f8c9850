import type { IncomingMessage } from 'node:http';
import type { Ask, Reply } from '../core/target.ts';
import { collectEnd, collectStart } from './collected.ts';
import { eachPiece } from './docker-body.ts';
import { jsonOf, type Client } from './docker-client.ts';
import type { Endpoint } from './docker-endpoint.ts';
import { cutFrame, frames } from './docker-frames.ts';
import { refusal, type Refusal } from './failure.ts';
import { headersOf } from './local-network.ts';
import { defaultBytes } from './within.ts';

type Get = Extract<Ask, { readonly kind: 'docker' }>;

/** JSON beyond this is not parsed, and comes back raw and truncated. */
const jsonBytes = 32 * 1024 * 1024;
/** A log is read this far at most, of which the end is kept. */
const logBytes = 64 * 1024 * 1024;

/**
 * What the engine answers, whatever the status. JSON is parsed, but for `/events`, which are JSON
 * lines. Logs come in `stdout` without their frames, standard output and error as they arrived;
 * of a log that is too long the end is kept.
 */
export const getRaw = async (
  { method, path, query, maxBytes }: Get,
  client: Client,
  signal: AbortSignal,
): Promise<Reply> => {
  const head = await client.ask({ method, path, query, signal });
  if (!head.ok) return head;
  const { response } = head;
  const status = response.statusCode ?? 0;
  const about = { ok: true as const, status, headers: headersOf(response) };
  if (status === 200 && path.endsWith('/logs')) {
    const log = await logOf(response, client.endpoint, maxBytes ?? defaultBytes);
    return log.ok ? { ...about, ...log } : log;
  }
  const body = collectStart(maxBytes ?? (isJson(response) ? jsonBytes : defaultBytes));
  const broken = await eachPiece(response, client.endpoint, (piece) => {
    body.add(piece);
    return body.truncated ? 'enough' : 'more';
  });
  if (broken) return broken;
  const stdout = body.bytes();
  if (body.truncated) return { ...about, stdout, truncated: true };
  const json = isJson(response) && path !== '/events' ? jsonOf(stdout) : undefined;
  return json === undefined ? { ...about, stdout } : { ...about, json };
};

const isJson = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/json') === true;

const logOf = async (
  response: IncomingMessage,
  endpoint: Endpoint,
  maxBytes: number,
): Promise<{ readonly ok: true; stdout: Uint8Array; truncated?: true } | Refusal> => {
  const log = collectEnd(maxBytes);
  const unframe = frames((_stream, bytes) => log.add(bytes));
  const broken = await eachPiece(response, endpoint, (piece) => {
    unframe.take(piece);
    return log.seen > logBytes ? 'enough' : 'more';
  });
  if (broken) return broken;
  const isCut = log.seen > logBytes;
  if (!isCut && !unframe.isWhole()) {
    return refusal('unreadable', `docker engine at ${endpoint.url}`, cutFrame);
  }
  const stdout = log.bytes();
  return log.truncated || isCut ? { ok: true, stdout, truncated: true } : { ok: true, stdout };
};
