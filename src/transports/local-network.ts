import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Ask, DialAnswer, Reply } from '../core/target.ts';
import { collectStart } from './collected.ts';
import { codeOf, networkRefusal, refusal, wordsOf, type Refusal } from './failure.ts';
import { defaultBytes } from './within.ts';

/**
 * One request, as it is answered: redirects are data, and a certificate that does not hold is an end.
 * `over` is a connection that is there already; without it one is made from here.
 */
export const httpLocal = (
  { url, method, headers = {} }: Extract<Ask, { readonly kind: 'http' }>,
  signal: AbortSignal,
  over?: Duplex,
): Promise<Reply> =>
  new Promise((resolve) => {
    const fail = (error: unknown): void => {
      resolve(networkRefusal(error, url));
    };
    const wrong = notAPage(url);
    if (wrong) {
      resolve(wrong);
      return;
    }
    const { protocol } = new URL(url);
    const start = protocol === 'https:' ? requestHttps : requestHttp;
    try {
      const way = over ? { createConnection: () => over } : { agent: false };
      const sent = start(url, { method, headers, signal, ...way }, (response) => {
        bodyOf(response).then(resolve, fail);
      });
      sent.on('error', fail);
      sent.end();
    } catch (error) {
      // A header that cannot be sent, such as an origin with a line break.
      fail(error);
    }
  });

/** Why an address is none that can be asked for a page. */
export const notAPage = (url: string): Refusal | undefined => {
  if (!URL.canParse(url)) return refusal('unreadable', url, `Invalid URL: ${url}`);
  const { protocol } = new URL(url);
  return protocol === 'http:' || protocol === 'https:'
    ? undefined
    : refusal('unreadable', url, `not an http or https address: ${protocol}`);
};

const bodyOf = async (response: IncomingMessage): Promise<Reply> => {
  const body = collectStart(defaultBytes);
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    body.add(chunk);
    if (body.truncated) break;
  }
  return {
    ok: true,
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    stdout: body.bytes(),
    ...(body.truncated ? { truncated: true as const } : {}),
  };
};

/** Names in lower case; several values of one name joined by commas. */
export const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

export const notAPort = (host: string, port: number): Refusal | undefined =>
  Number.isInteger(port) && port >= 1 && port <= 65_535
    ? undefined
    : refusal('unreadable', `${host}:${port}`, `${port} is no port`);

export const verdicts: Readonly<Record<string, DialAnswer['verdict']>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EHOSTDOWN: 'no-route',
  ENOTFOUND: 'name-unknown',
};

/** Opens a TCP connection and closes it. How it ends is what was asked, so even no answer is one. */
export const dialLocal = (
  { host, port, timeoutMs = 5000 }: Extract<Ask, { readonly kind: 'dial' }>,
  signal: AbortSignal,
): Promise<Reply> =>
  new Promise((resolve) => {
    const wrong = notAPort(host, port);
    if (wrong) {
      resolve(wrong);
      return;
    }
    const socket = connect({ host, port, signal });
    const answer = (json: DialAnswer): void => {
      socket.destroy();
      resolve({ ok: true, json });
    };
    socket.setTimeout(timeoutMs, () => {
      answer({ verdict: 'timeout', message: `no answer within ${timeoutMs / 1000} s` });
    });
    socket.once('connect', () => {
      answer({ verdict: 'connected' });
    });
    socket.on('error', (error) => {
      // A name server that does not answer leaves the name unknown to us, not to the world.
      const verdict = verdicts[codeOf(error)];
      if (verdict) answer({ verdict, message: wordsOf(error) });
      else resolve(networkRefusal(error, `${host}:${port}`));
    });
  });
