import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Ask, DialAnswer, Reply } from '../core/target.ts';
import type { HostShell } from './batch/shell-transport.ts';
import { codeOf, networkRefusal, refusal, type Refusal } from './failure.ts';
import { dialByTool } from './dial-by-tool.ts';
import { httpByTool } from './http-by-tool.ts';
import { httpLocal, notAPage, notAPort, verdicts } from './local-network.ts';
import { wordedError } from './network-words.ts';
import { socketIn, type OpenPostgres } from './postgres.ts';
import { socketLike } from './socket-like.ts';
import type { ChannelRefusal, SshConnection } from './ssh-connection.ts';
import { streamByTool } from './stream-by-tool.ts';

type Kind<Name extends Ask['kind']> = Extract<Ask, { readonly kind: Name }>;

/** A refused channel as the error that a connection from here would have ended with. */
export const channelError = ({ detail, reason }: ChannelRefusal): Error =>
  reason === 'connect-failed' ? wordedError(detail) : new Error(detail);

/** Where an address was named, in the words that a connection from here to it would have ended with. */
const dialError = (refused: ChannelRefusal, host: string, port: number): Error => {
  const error = channelError(refused);
  const code = codeOf(error);
  if (code === '' || isIP(host) === 0) return error;
  return Object.assign(new Error(`connect ${code} ${host}:${port}`), { code });
};

export const channelRefusal = (
  refused: ChannelRefusal,
  subject: string,
  error = channelError(refused),
): Refusal => {
  switch (refused.reason) {
    case 'connect-failed':
      return networkRefusal(error, subject);
    case 'lost':
    case 'too-many':
      return refusal('unreachable', subject, refused.detail);
    case 'prohibited':
      return refusal('permission', subject, refused.detail);
  }
};

/** A host, and the shell whose programs open what its server does not. */
type NetworkHost = { readonly connection: SshConnection; readonly shell: HostShell };

/** Opens a TCP connection from the host and closes it: how it ends is what was asked. */
export const dialFromHost = async (
  request: Kind<'dial'>,
  { connection, shell }: NetworkHost,
  signal: AbortSignal,
): Promise<Reply> => {
  const { host, port, timeoutMs = 5000 } = request;
  const wrong = notAPort(host, port);
  if (wrong) return wrong;
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), timeoutMs);
  const dialed = connection.dial(host, port);
  const opened = await Promise.race([dialed, late.promise]);
  clearTimeout(timer);
  if (!opened) {
    void dialed.then((tardy) => tardy.ok && hangUp(tardy.channel));
    return answered({ verdict: 'timeout', message: `no answer within ${timeoutMs / 1000} s` });
  }
  if (opened.ok) {
    hangUp(opened.channel);
    return answered({ verdict: 'connected' });
  }
  if (opened.reason === 'prohibited') {
    return dialByTool(request, { shell, forbidden: opened.detail }, signal);
  }
  const error = dialError(opened, host, port);
  const verdict = verdicts[codeOf(error)];
  if (verdict) return answered({ verdict, message: error.message });
  return channelRefusal(opened, `${host}:${port}`, error);
};

const answered = (json: DialAnswer): Reply => ({ ok: true, json });

const hangUp = (stream: Duplex): void => {
  stream.on('error', () => undefined);
  stream.destroy();
};

/** One page, asked for from the host's network; TLS ends here, so that a certificate is judged here. */
export const httpFromHost = async (
  request: Kind<'http'>,
  { connection, shell }: NetworkHost,
  signal: AbortSignal,
): Promise<Reply> => {
  const { url } = request;
  const wrong = notAPage(url);
  if (wrong) return wrong;
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'https:';
  const number = Number(port || (secure ? 443 : 80));
  const opened = await connection.dial(host, number);
  if (!opened.ok && opened.reason === 'prohibited') {
    return httpByTool(request, { shell, forbidden: opened.detail }, signal);
  }
  if (!opened.ok) return channelRefusal(opened, url, dialError(opened, host, number));
  const stream = socketLike(opened.channel);
  stream.on('error', () => undefined);
  const servername = isIP(host) ? {} : { servername: host };
  const over = secure ? connectTls({ socket: stream, host, ...servername }) : stream;
  const reply = await httpLocal(request, signal, over);
  stream.destroy();
  return reply;
};

/** `stat` of the host: a folder named as host means the server's socket in it. */
type IsFolder = (path: string) => Promise<boolean>;

/** The way to a server from the host: its socket, or a port that the host reaches. */
export const openFromHost =
  ({
    connection,
    isFolder,
  }: {
    readonly connection: SshConnection;
    readonly isFolder: IsFolder;
  }): OpenPostgres =>
  async ({ host, port }, signal) => {
    const subject = host.startsWith('/') ? host : `${host}:${port}`;
    const opened = host.startsWith('/')
      ? await connection.socket((await isFolder(host)) ? socketIn(host, port) : host)
      : await connection.dial(host, port);
    if (!opened.ok && opened.reason === 'prohibited' && !host.startsWith('/')) {
      const way = { connection, forbidden: opened.detail };
      const streamed = await streamByTool({ host, port }, way, signal);
      return streamed.ok ? { ok: true, socket: socketLike(streamed.channel) } : streamed;
    }
    if (!opened.ok) return channelRefusal(opened, subject, dialError(opened, host, port));
    return { ok: true, socket: socketLike(opened.channel) };
  };
