import type { Duplex } from 'node:stream';
import type { HostShell } from './batch/shell-transport.ts';
import { codeIn } from './batch/reasons.ts';
import { quote } from './batch/quote.ts';
import type { Endpoint } from './docker-endpoint.ts';
import type { EngineStreams } from './docker-options.ts';
import { engineRefusal } from './docker-refusal.ts';
import { batchStream } from './engine-in-batch.ts';
import { refusal, type Refusal } from './failure.ts';
import { hostSockets, type HostSockets } from './host-sockets.ts';
import { streamOf } from './process-stream.ts';
import type { SshConnection } from './ssh-connection.ts';

export type EngineHost = {
  readonly connection: SshConnection;
  readonly shell: HostShell;
  /** Where the operator allowed sudo: a shell of root, which may have asked for a password. */
  readonly root?: HostShell;
};

type Way =
  | {
      readonly ok: true;
      readonly streams: EngineStreams;
      /** The docker CLI that leads there, where one does. */
      readonly cli?: readonly string[];
    }
  | Refusal;

/** Each is a process of the docker CLI, and one of the ten sessions that sshd allows. */
const cliPlaces = 3;
/** Each is a process too, but needs no session. */
const batchPlaces = 6;

/**
 * The first way that leads to the engine: its socket through the connection; `docker system
 * dial-stdio`, where no sockets are forwarded or the engine is no socket; the same through sudo, first
 * where that needs no password. Where no session is left for that program, and in root's shell, it
 * runs in the batch, once a request.
 */
export const engineWay = async (trying: Trying): Promise<Way> => {
  const { endpoint, docker, host } = trying;
  const path = /^unix:\/\/(\/.*)$/.exec(endpoint.url)?.[1];
  const direct = path === undefined ? undefined : await socketWay(path, trying);
  if (direct?.ok) return direct;
  const denied = direct?.failure.outcome === 'permission';
  if (direct && !denied && direct.failure.detail !== prohibited) return direct;
  const cli = denied ? direct : await cliWay(['docker', ...named(docker)], trying);
  const { root } = host;
  if (!root || path === undefined || cli.ok || cli.failure.outcome !== 'permission') return cli;
  const asRoot = ['docker', '-H', endpoint.url];
  const alone = await cliWay(['sudo', '-n', ...asRoot], trying);
  if (alone.ok) return alone;
  await root.entered();
  const asked = await versionBy(asRoot, { ...trying, shell: root });
  if (asked) return withBoth(cli, asked);
  const open = async (): Promise<Duplex> => batchStream(root, asRoot);
  return { ok: true, streams: { places: batchPlaces, open, isForOne: true } };
};

/** The CLI finds the engine as we did, but where the operator named another. */
const named = (docker: string | undefined): readonly string[] => {
  if (docker === undefined) return [];
  if (docker.startsWith('/')) return ['-H', `unix://${docker}`];
  return [docker.includes('://') ? '-H' : '--context', docker];
};

type Trying = {
  readonly endpoint: Endpoint;
  /** As the operator named it, if so. */
  readonly docker: string | undefined;
  readonly host: EngineHost;
  /** Channels to its socket that are on their way already, if it is one. */
  readonly sockets: HostSockets | undefined;
  readonly signal: AbortSignal;
};

const prohibited = 'the host does not forward connections to sockets';

const socketWay = async (
  path: string,
  { endpoint, host: { connection, shell }, sockets, signal }: Trying,
): Promise<Way> => {
  const { refused: refusing, streams } = sockets ?? hostSockets(connection, path);
  const refused = await refusing;
  if (!refused) return { ok: true, streams };
  const subject = `docker engine at ${endpoint.url}`;
  if (refused.reason === 'prohibited') return refusal('unreachable', subject, prohibited);
  if (refused.reason !== 'connect-failed') return refusal('unreachable', subject, refused.detail);
  // A server says no more than that it failed.
  const call = { words: `_call _socket ${quote(path)}`, maxBytes: 4096 };
  const looked = await shell.run(call, signal);
  if (!looked.ok) return refusal('unreachable', subject, `${refused.detail}; ${looked.detail}`);
  const words = Buffer.from(looked.ran.stderr).toString().trim();
  const said = Buffer.from(looked.ran.stdout).toString();
  // Nobody listens, or nothing is forwarded: the docker CLI of the host tells which.
  if (said === 'open') return refusal('unreachable', subject, prohibited);
  const code = said === 'closed' ? 'EACCES' : (codeIn(words) ?? '');
  const error = new Error(words === '' ? `${code}: ${refused.detail}` : `${code}: ${words}`);
  return engineRefusal(Object.assign(error, { code }), endpoint);
};

const cliWay = async (
  docker: readonly string[],
  { endpoint, host: { connection, shell }, signal }: Trying,
): Promise<Way> => {
  const refused = await versionBy(docker, { endpoint, shell, signal });
  if (refused) return refused;
  const command = `exec ${[...docker, 'system', 'dial-stdio'].join(' ')}`;
  const first = await connection.start(command);
  if (!first.ok && first.reason === 'too-many') {
    const open = async (): Promise<Duplex> => batchStream(shell, docker);
    return { ok: true, streams: { places: batchPlaces, open, isForOne: true }, cli: docker };
  }
  let spare = first.ok ? first.channel : undefined;
  const open = async (): Promise<Duplex> => {
    const started = spare ? { ok: true as const, channel: spare } : await connection.start(command);
    spare = undefined;
    if (!started.ok) {
      const words = `no session for docker system dial-stdio: ${started.detail}`;
      throw Object.assign(new Error(words), { code: 'ECONNABORTED' });
    }
    return streamOf(started.channel);
  };
  return { ok: true, streams: { places: cliPlaces, open } };
};

type Asking = Pick<Trying, 'endpoint' | 'signal'> & { readonly shell: HostShell };

/** Whether these words lead to the engine: undefined, or why they do not. */
const versionBy = async (
  docker: readonly string[],
  { endpoint, shell, signal }: Asking,
): Promise<Refusal | undefined> => {
  const subject = `docker engine at ${endpoint.url}`;
  // The login shell reads these words, and each has another way to quote.
  if (!docker.every((word) => /^[\w.:/@-]+$/.test(word))) {
    return refusal(
      'unreachable',
      subject,
      `not a name for a docker CLI elsewhere: ${docker.join(' ')}`,
    );
  }
  const argv = [...docker, 'version', '--format', '{{.Server.Version}}'];
  const [asked] = shell.send([{ request: { kind: 'exec', argv }, signal }]);
  const reply = await asked;
  if (!reply) throw new Error('a shell that answers nothing');
  if (!reply.ok) return reply;
  const words = Buffer.from(reply.stderr ?? [])
    .toString()
    .trim();
  if (reply.exit !== 0) {
    const denied = /permission denied|a password is required|not allowed|sudoers|tty/i.test(words);
    const unblock = ['docker-group', 'sudo'] as const;
    return denied
      ? refusal('permission', subject, words, unblock)
      : refusal('unreachable', subject, words, ['start-engine']);
  }
  return undefined;
};

const withBoth = (first: Refusal, second: Refusal): Refusal => ({
  ok: false,
  failure: {
    ...first.failure,
    detail: `${first.failure.detail}; through sudo: ${second.failure.detail}`,
  },
});
