import type { Reply, Sent, Transport } from '../core/target.ts';
import { dockerTransport } from './docker.ts';
import { refusal, type Refusal } from './failure.ts';
import { hostEndpoint } from './host-endpoint.ts';
import { engineWay, type EngineHost } from './host-engine-way.ts';

/**
 * The Docker Engine of a host, over channels of the connection. Where it is and which way leads to it
 * is found out with the first question; what was refused then is tried anew with the next.
 */
export const hostEngine = (host: EngineHost, docker: string | undefined): Transport => {
  const closing = new AbortController();
  let found: Promise<{ readonly ok: true; readonly engine: Transport } | Refusal> | undefined;
  const find = async (): Promise<{ readonly ok: true; readonly engine: Transport } | Refusal> => {
    const where = await hostEndpoint(docker, host.shell, closing.signal);
    if (!where.ok) return where;
    const { endpoint } = where;
    if (endpoint.problem !== undefined) {
      return refusal('unreachable', `docker engine at ${endpoint.url}`, endpoint.problem);
    }
    const way = await engineWay({ endpoint, docker, host, signal: closing.signal });
    return way.ok ? { ok: true, engine: dockerTransport(endpoint, way.streams) } : way;
  };
  const current = async (): Promise<{ ok: true; engine: Transport } | Refusal> => {
    found ??= find();
    const mine = found;
    const result = await mine;
    if (!result.ok && found === mine) found = undefined;
    return result;
  };
  return {
    label: `the docker engine of ${host.connection.label}`,
    send: (batch) => {
      const replies = current().then((result) =>
        result.ok ? result.engine.send(batch) : batch.map(async (): Promise<Reply> => result),
      );
      return batch.map(async (_: Sent, at): Promise<Reply> => {
        const reply = (await replies)[at];
        if (!reply)
          throw new Error(`the engine of ${host.connection.label} answered fewer requests`);
        return reply;
      });
    },
    close: async () => {
      closing.abort();
      const result = await found;
      if (result?.ok) await result.engine.close();
    },
  };
};
