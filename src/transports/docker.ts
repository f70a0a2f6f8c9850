import { requestWords } from '../core/request-words.ts';
import type { Ask, Reply, Sent, Transport } from '../core/target.ts';
import { dockerClient, type Client } from './docker-client.ts';
import type { Endpoint } from './docker-endpoint.ts';
import { execInContainer } from './docker-exec.ts';
import { listInContainer, readInContainer, statInContainer } from './docker-files.ts';
import { getRaw } from './docker-get.ts';
import { connections, type EngineStreams } from './docker-options.ts';
import { refusal, stopped } from './failure.ts';
import { gate } from './gate.ts';
import { within } from './within.ts';

/**
 * The Engine API: `docker` requests, and the inside of containers (`in`). `streams` are the
 * connections to it where this program opens none itself; `client` is shared with what changes it.
 */
export const dockerTransport = (
  endpoint: Endpoint,
  streams?: EngineStreams,
  client: Client = dockerClient(endpoint, streams),
): Transport => {
  // A request's time begins when it is sent, not while others are before it.
  const admit = gate(streams?.places ?? connections);
  const lateAnswer = (seconds: number): string =>
    `no answer from ${endpoint.url} within ${seconds} s`;
  const ask = ({ request, signal }: Sent): Promise<Reply> =>
    admit(() => {
      const subject = requestWords(request);
      if (signal.aborted) return Promise.resolve(stopped(subject));
      if (streams?.isForOne === true && request.kind === 'exec' && request.stdin !== undefined) {
        return Promise.resolve(refusal('unreachable', subject, noInput));
      }
      const timeoutMs = 'timeoutMs' in request ? request.timeoutMs : undefined;
      const late = request.kind === 'exec' ? lateExec : lateAnswer;
      return within({ subject, signal, timeoutMs, late }, (ending) =>
        answer(request, client, ending),
      );
    });
  return {
    label: `docker engine at ${endpoint.url}`,
    send: (batch) => batch.map(ask),
    close: async () => client.close(),
  };
};

const noInput =
  'standard input for a program in a container needs a session of its own, and the host has no place for one';

const lateExec = (seconds: number): string =>
  `it had not ended after ${seconds} s, and may still run: an engine cannot end a process that it started in a container`;

const answer = async (request: Ask, client: Client, signal: AbortSignal): Promise<Reply> => {
  switch (request.kind) {
    case 'docker':
      return getRaw(request, client, signal);
    case 'exec':
      return request.in === undefined
        ? elsewhere(request)
        : execInContainer(request, client, signal);
    case 'read':
      return request.in === undefined
        ? elsewhere(request)
        : readInContainer(request, client, signal);
    case 'stat':
      return request.in === undefined
        ? elsewhere(request)
        : statInContainer(request, client, signal);
    case 'list':
      return request.in === undefined
        ? elsewhere(request)
        : listInContainer(request, client, signal);
    case 'http':
    case 'dial':
    case 'postgres':
    case 'clock':
    case 'wait':
      return elsewhere(request);
  }
};

const elsewhere = (request: Ask): Reply =>
  refusal('unreachable', requestWords(request), 'not a question for a docker engine');
