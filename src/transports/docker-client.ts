import type { IncomingMessage } from 'node:http';
import type Docker from 'dockerode';
import { z } from 'zod';
import { collectStart } from './collected.ts';
import type { Endpoint } from './docker-endpoint.ts';
import { engineOptions, type EngineStreams } from './docker-options.ts';
import { engineRefusal } from './docker-refusal.ts';
import { codeOf, type Refusal } from './failure.ts';

/** One engine, asked for raw answers in an API version that both sides speak. */
export type Client = {
  readonly endpoint: Endpoint;
  /** The head of the answer, whatever its status; its body is still to be read. */
  ask(call: Call): Promise<Answer>;
  /** For the calls that dockerode makes itself. */
  connect(): Promise<Connected | Refusal>;
  close(): void;
};

export type Call = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON with a POST. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  readonly signal: AbortSignal;
};

export type Answer = { readonly ok: true; readonly response: IncomingMessage } | Refusal;
export type Connected = { readonly ok: true; readonly docker: Docker };

/** The newest API version that this program was tried with. */
const newest = '1.47';
const spoken = z.object({ ApiVersion: z.string(), MinAPIVersion: z.string().default('1.24') });

/** dockerode throws what it does not expect; here every status is an answer. */
const everyStatus = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at + 100, true]));

export const dockerClient = (endpoint: Endpoint, streams?: EngineStreams): Client => {
  const closing = new AbortController();
  let connected: Promise<Connected | Refusal> | undefined;
  const connect = async (): Promise<Connected | Refusal> => {
    connected ??= open({ endpoint, streams }, closing.signal);
    const current = connected;
    const result = await current;
    // What was refused once may be mended meanwhile.
    if (!result.ok && connected === current) connected = undefined;
    return result;
  };
  return {
    endpoint,
    connect,
    ask: async (call) => {
      const reached = await connect();
      if (!reached.ok) return reached;
      try {
        return { ok: true, response: await dialTwice(reached.docker, call) };
      } catch (error) {
        return engineRefusal(error, endpoint);
      }
    },
    close: () => closing.abort(),
  };
};

type Way = { readonly endpoint: Endpoint; readonly streams: EngineStreams | undefined };

const open = async (
  { endpoint, streams }: Way,
  closing: AbortSignal,
): Promise<Connected | Refusal> => {
  const options = await engineOptions(endpoint, streams);
  if (!options.ok) return options;
  const { agent } = options.value;
  closing.addEventListener('abort', () => agent.destroy());
  try {
    const { default: Dockerode } = await import('dockerode');
    const docker = new Dockerode(options.value);
    const signal = AbortSignal.any([closing, AbortSignal.timeout(connectMs)]);
    const head = await dialTwice(docker, { method: 'GET', path: '/version', signal });
    const version = await versionOf(head);
    if (version === undefined) return { ok: true, docker };
    return { ok: true, docker: new Dockerode({ ...options.value, version: `v${version}` }) };
  } catch (error) {
    return engineRefusal(error, endpoint);
  }
};

/** A daemon that hangs is waited for as long as any request would wait. */
const connectMs = 9500;

/**
 * Ours, or the nearest that the engine still speaks. An engine or a proxy that tells none is
 * asked without one, and answers in its own.
 */
const versionOf = async (head: IncomingMessage): Promise<string | undefined> => {
  const body = collectStart(64 * 1024);
  for await (const chunk of head as AsyncIterable<Uint8Array>) body.add(chunk);
  if (head.statusCode !== 200) return undefined;
  const { data } = spoken.safeParse(jsonOf(body.bytes()));
  if (!data) return undefined;
  return [data.MinAPIVersion, [newest, data.ApiVersion].toSorted(byVersion)[0] ?? newest]
    .toSorted(byVersion)
    .at(-1);
};

const byVersion = (a: string, b: string): number => minor(a) - minor(b);
const minor = (version: string): number => Number(version.split('.')[1] ?? 0);

export const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** A kept-alive connection may have been closed by the other side just now: that says nothing. */
const dialTwice = async (docker: Docker, call: Call): Promise<IncomingMessage> => {
  try {
    return await dial(docker, call);
  } catch (error) {
    // A change may have been made before the connection broke: it is never sent again.
    const looks = call.method === 'GET' || call.method === 'HEAD';
    if (codeOf(error) !== 'ECONNRESET' || call.signal.aborted || !looks) throw error;
    return dial(docker, call);
  }
};

const dial = (
  { modem }: Docker,
  { method, path, query, body, signal }: Call,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    modem.dial(
      {
        method,
        // The modem takes the query from the options where the path ends in `?`.
        path: query ? `${path}?` : path,
        // What is left empty here it would send as a body.
        ...(query || method === 'POST'
          ? { options: { ...(query && { _query: query }), _body: body ?? {}, asked: true } }
          : {}),
        isStream: true,
        statusCodes: everyStatus,
        abortSignal: signal,
      },
      (error: Error | null, answer: unknown) => {
        if (error) reject(error);
        else resolve(answer as IncomingMessage);
      },
    );
  });
