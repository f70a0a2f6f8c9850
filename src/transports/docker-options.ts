import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import type Docker from 'dockerode';
import type { Endpoint, Tls } from './docker-endpoint.ts';
import { codeOf, refusal, wordsOf, type Refusal } from './failure.ts';
import { socketLike, type SocketLike } from './socket-like.ts';

/** Connections to one engine at a time. */
export const connections = 16;

export type EngineOptions = Docker.DockerOptions & { readonly agent: Agent };

/** Connections to an engine that somebody else opens: through a host, by a program. */
export type EngineStreams = {
  /** How many at a time. */
  readonly places: number;
  /** Each is for one request: it is not kept, and nothing follows on it. */
  readonly isForOne?: boolean;
  /** Rejects with an error whose code says why, as a socket's would. */
  open(): Promise<Duplex>;
};

/** What dockerode needs to reach an endpoint; nothing is left for it to find in the environment. */
export const engineOptions = async (
  endpoint: Endpoint,
  streams?: EngineStreams,
): Promise<{ readonly ok: true; readonly value: EngineOptions } | Refusal> => {
  const { url, because, problem, tls } = endpoint;
  const no = (detail: string): Refusal => refusal('unreachable', `docker engine at ${url}`, detail);
  const notAnAddress = (): Refusal => no(`not an address of an engine (from ${because})`);
  if (problem !== undefined) return no(problem);
  const keep = { keepAlive: true, maxSockets: connections };
  if (streams) {
    const agent = streamAgent(streams);
    return ok({ host: 'docker', protocol: 'http', agent });
  }
  const nowhere = {
    host: undefined,
    port: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  if (url.startsWith('unix://')) {
    const socketPath = url.slice('unix://'.length);
    if (!socketPath.startsWith('/')) return notAnAddress();
    const agent = new Agent(keep);
    return ok({ ...nowhere, socketPath, protocol: 'http', agent });
  }
  if (url.startsWith('ssh://')) {
    return no(`an engine behind ssh cannot be asked yet (${because}); forward its socket instead`);
  }
  if (!/^(tcp|https?):\/\//.test(url) || !URL.canParse(url)) {
    return notAnAddress();
  }
  const { hostname, port, protocol } = new URL(url);
  // Without a host dockerode would quietly ask the default socket.
  if (hostname === '') return notAnAddress();
  const secure = tls !== undefined || protocol === 'https:';
  const base = { ...nowhere, host: hostname, port: port || (secure ? 2376 : 2375) };
  if (!secure) return ok({ ...base, protocol: 'http', agent: new Agent(keep) });
  try {
    const keys = tls ? await readKeys(tls) : {};
    const agent = new TlsAgent({ ...keep, ...keys, rejectUnauthorized: tls?.verify ?? true });
    return ok({ ...base, protocol: 'https', agent });
  } catch (error) {
    return no(wordsOf(error));
  }
};

/** The gate before it bounds the connections: an agent counts none that is made later. */
const streamAgent = ({ open, isForOne = false }: EngineStreams): Agent => {
  const agent = new Agent({ keepAlive: !isForOne, maxFreeSockets: 256 });
  const createConnection: Agent['createConnection'] = (_options, created) => {
    open().then(
      (stream) => created?.(null, leaving(socketLike(stream))),
      (error: unknown) => created?.(asError(error), new Duplex()),
    );
    return null;
  };
  return Object.assign(agent, { createConnection });
};

/**
 * A socket closes by itself when the other side has ended; a channel stays half open, and a request
 * that is sent over it afterwards would wait for its answer in vain.
 */
const leaving = (stream: SocketLike): SocketLike => {
  stream.once('end', () => {
    stream.emit('agentRemove');
    stream.destroy();
  });
  return stream;
};

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

const ok = <Options extends { readonly agent: Agent }>(
  value: Options,
): { readonly ok: true; readonly value: EngineOptions } => {
  // docker-modem describes each request to its debug log, read or not: with every socket of the
  // agent that is 40 ms a request.
  Object.assign(value.agent, { [inspect.custom]: () => 'agent' });
  return { ok: true, value: value };
};

/** Whatever of ca, cert and key is there; an engine may ask for none of them. */
const readKeys = async ({ folder }: Tls): Promise<Record<string, Buffer>> => {
  const names = ['ca', 'cert', 'key'];
  const files = await Promise.all(names.map((name) => optional(join(folder, `${name}.pem`))));
  return Object.fromEntries(
    files.flatMap((bytes, at) => (bytes ? [[names[at] ?? '', bytes]] : [])),
  );
};

const optional = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};
