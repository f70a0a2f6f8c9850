import type { IncomingMessage } from 'node:http';
import type { Ask, Reply } from '../core/target.ts';
import { collectEnd, collectStart } from './collected.ts';
import { jsonOf, type Client } from './docker-client.ts';
import { frames } from './docker-frames.ts';
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
    return { ...about, ...(await logOf(response, maxBytes ?? defaultBytes)) };
  }
  const body = collectStart(maxBytes ?? (isJson(response) ? jsonBytes : defaultBytes));
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    body.add(chunk);
    if (body.truncated) break;
  }
  const stdout = body.bytes();
  if (body.truncated) return { ...about, stdout, truncated: true };
  const json = isJson(response) && path !== '/events' ? jsonOf(stdout) : undefined;
  return json === undefined ? { ...about, stdout } : { ...about, json };
};

const isJson = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/json') === true;

const logOf = async (
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ stdout: Uint8Array; truncated?: true }> => {
  const log = collectEnd(maxBytes);
  let cut = false;
  const unframe = frames((_stream, bytes) => log.add(bytes));
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    unframe(chunk);
    cut = log.seen > logBytes;
    if (cut) break;
  }
  const stdout = log.bytes();
  return log.truncated || cut ? { stdout, truncated: true } : { stdout };
};
