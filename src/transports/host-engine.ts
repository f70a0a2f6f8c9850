import { requestWords } from '../core/request-words.ts';
import type { Reply, Sent, Transport } from '../core/target.ts';
import { dockerClient } from './docker-client.ts';
import type { Endpoint } from './docker-endpoint.ts';
import { dockerTransport } from './docker.ts';
import { refusal, type Refusal } from './failure.ts';
import { engineWay, type EngineHost } from './host-engine-way.ts';
import { hostSockets } from './host-sockets.ts';
import { defaultTimeoutMs, within } from './within.ts';
import type { Engine, Hands } from './writable.ts';

/**
 * While the host tells its settings, which takes it three round trips, the socket that it most likely
 * has is opened and asked for its version. Where the engine is another, that was all it was asked.
 */
const earlyEngine = (path: string, { connection }: EngineHost) => {
  const sockets = hostSockets(connection, path);
  const client = dockerClient({ url: sockets.url, because: 'the default socket' }, sockets.streams);
  void client.connect();
  const leave = (): void => {
    client.close();
    sockets.leave();
  };
  return { sockets, client, leave };
};

/** The way to the engine may take so long besides: a host that is silent answers no question of it. */
const findMs = 5000;

export type EnginePlace = {
  /** As the operator named it, if so. */
  readonly docker: string | undefined;
  /** The socket that it most likely is, where it takes a while to find out. */
  readonly likely?: string | undefined;
  find(signal: AbortSignal): Promise<{ readonly ok: true; readonly endpoint: Endpoint } | Refusal>;
};

type Found =
  { readonly ok: true; readonly transport: Transport; readonly engine: Engine } | Refusal;

/**
 * The Docker Engine of a host, over channels of the connection. Where it is and which way leads to it
 * is found out with the first question; what was refused then is tried anew with the next.
 */
export const hostEngine = (
  host: EngineHost,
  { docker, likely, find: locate }: EnginePlace,
): { readonly transport: Transport; readonly reached: Hands['engine'] } => {
  const closing = new AbortController();
  let found: Promise<Found> | undefined;
  let standing: Transport | undefined;
  const find = async (): Promise<Found> => {
    const { signal } = closing;
    const asked = locate(signal);
    const ahead = likely === undefined ? undefined : earlyEngine(likely, host);
    const where = await asked;
    const early = where.ok && ahead?.sockets.url === where.endpoint.url ? ahead : undefined;
    if (!early) ahead?.leave();
    if (!where.ok) return where;
    const { endpoint } = where;
    if (endpoint.problem !== undefined) {
      return refusal('unreachable', `docker engine at ${endpoint.url}`, endpoint.problem);
    }
    const way = await engineWay({ endpoint, docker, host, sockets: early?.sockets, signal });
    const isEarly = way.ok && way.streams === early?.sockets.streams;
    if (!isEarly) early?.leave();
    if (!way.ok) return way;
    const { streams, cli } = way;
    const client = isEarly ? early.client : dockerClient(endpoint, streams);
    const transport = dockerTransport(endpoint, streams, client);
    standing = transport;
    if (signal.aborted) await transport.close();
    return { ok: true, transport, engine: { client, ...(streams.isForOne && { cli }) } };
  };
  const current = async (): Promise<Found> => {
    found ??= find();
    const mine = found;
    const result = await mine;
    if (!result.ok && found === mine) found = undefined;
    return result;
  };
  const transport: Transport = {
    label: `the docker engine of ${host.connection.label}`,
    send: (batch) => {
      const way = current();
      const replies = way.then((result) => (result.ok ? result.transport.send(batch) : []));
      return batch.map(async ({ request, signal }: Sent, at): Promise<Reply> => {
        const own = ('timeoutMs' in request ? request.timeoutMs : undefined) ?? defaultTimeoutMs;
        const limit = { subject: requestWords(request), signal, timeoutMs: own + findMs };
        const found = await within(limit, async () => {
          const result = await way;
          return result.ok ? { ok: true } : result;
        });
        if (!found.ok) return found;
        const reply = (await replies)[at];
        if (!reply)
          throw new Error(`the engine of ${host.connection.label} answered fewer requests`);
        return reply;
      });
    },
    close: async () => {
      closing.abort();
      // What is still looked for on a silent host may never be found, and ends with the connection.
      await standing?.close();
    },
  };
  return { transport, reached: current };
};
