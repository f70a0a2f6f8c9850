import { requestWords } from '../core/request-words.ts';
import type { Writable } from '../core/change.ts';
import type { FileStat, Reply, Sent, Transport } from '../core/target.ts';
import { isShellAsk } from './batch/asks.ts';
import { hostShell, type HostShell, type ShellSent } from './batch/shell-transport.ts';
import { refusal } from './failure.ts';
import { dialFromHost, httpFromHost, openFromHost } from './host-network.ts';
import { hostEndpoint, likelySocket } from './host-endpoint.ts';
import { hostEngine } from './host-engine.ts';
import { hostHands } from './host-hands.ts';
import { pause } from './pause.ts';
import { askPostgres, type OpenPostgres } from './postgres.ts';
import { route } from './route.ts';
import type { SshConnection } from './ssh-connection.ts';
import { rootShell, withSudo } from './sudo.ts';
import type { AskPassword } from './sudo-password.ts';
import { within } from './within.ts';

/** A host at the other end of a connection: what looks at it, and what changes it. */
export type SshHost = { readonly transport: Transport; readonly hands: Writable };

/**
 * Its programs and files through one shell, a batch a write; its network and its engine through
 * channels of the same connection.
 */
export const sshHost = (
  connection: SshConnection,
  { docker, sudo = false, password, session = 'none', noShell }: HostOptions = {},
): SshHost => {
  const shell = hostShell(connection, {
    env: dockerEnv(docker),
    ...(noShell && { none: noShell }),
  });
  const root = sudo ? rootShell(connection, { ...(password && { password }) }) : undefined;
  const engine = hostEngine(
    { connection, shell, ...(root && { root }) },
    {
      docker,
      likely: likelySocket(docker),
      find: (signal) => hostEndpoint(docker, shell, signal),
    },
  );
  const postgres = openFromHost({ connection, isFolder: isFolderOn(shell) });
  const asUser = hostMachine({ connection, shell, postgres });
  const machine = root ? withSudo(asUser, root) : asUser;
  const { label } = connection;
  return {
    transport: route(label, { engine: engine.transport, machine }),
    hands: hostHands({ label, session }, { shell, root, engine: engine.reached, postgres }),
  };
};

/** The same for who only looks. */
export const sshTransport = (connection: SshConnection, options: HostOptions = {}): Transport =>
  sshHost(connection, options).transport;

export type HostOptions = {
  /** A docker context's name, an engine's URL, or a socket's path: of the host. */
  readonly docker?: string | undefined;
  /** What only root may see is asked through sudo. */
  readonly sudo?: boolean | undefined;
  /** For sudo, where it asks for one. */
  readonly password?: AskPassword | undefined;
  /** Told why, where the host lets us in and has no shell for us: nothing can be asked there. */
  readonly noShell?: ((detail: string) => void) | undefined;
  /** Signs the changes that are begun there, so that they are known again. */
  readonly session?: string | undefined;
};

/** Programs of the host ask the engine that we ask. */
const dockerEnv = (docker: string | undefined): Readonly<Record<string, string>> => {
  if (docker === undefined) return {};
  if (docker.startsWith('/')) return { DOCKER_HOST: `unix://${docker}` };
  return docker.includes('://') ? { DOCKER_HOST: docker } : { DOCKER_CONTEXT: docker };
};

/** The host without its containers. */
const hostMachine = (host: Host): Transport => {
  const { connection, shell } = host;
  return {
    label: connection.label,
    send: (batch) => {
      const answers = new Map<Sent, Promise<Reply>>();
      const mine = batch.filter(isForShell);
      const told = mine.length > 0 ? shell.send(mine) : [];
      mine.forEach((sent, at) => {
        const reply = told[at];
        if (reply) answers.set(sent, reply);
      });
      return batch.map((sent) => answers.get(sent) ?? answer(sent, host));
    },
    close: async () => {
      shell.close();
      await connection.close();
    },
  };
};

const isForShell = (sent: Sent): sent is ShellSent => isShellAsk(sent.request);

type Host = {
  readonly connection: SshConnection;
  readonly shell: HostShell;
  readonly postgres: OpenPostgres;
};

const isFolderOn =
  (shell: HostShell) =>
  async (path: string): Promise<boolean> => {
    const signal = new AbortController().signal;
    const [reply] = shell.send([{ request: { kind: 'stat', path, follow: true }, signal }]);
    const stat = await reply;
    // The kind of request says what its json is.
    return stat?.ok === true && (stat.json as FileStat).type === 'directory';
  };

const answer = ({ request, signal }: Sent, host: Host): Promise<Reply> => {
  const subject = requestWords(request);
  switch (request.kind) {
    case 'http': {
      const limit = { subject: request.url, signal, timeoutMs: request.timeoutMs };
      return within(limit, (ending) => httpFromHost(request, host, ending));
    }
    case 'dial':
      // Its own limit is an answer; this one is for a host that does not answer.
      return within({ subject, signal, timeoutMs: (request.timeoutMs ?? 5000) + 5000 }, (ending) =>
        dialFromHost(request, host, ending),
      );
    case 'postgres': {
      const limit = { subject, signal, timeoutMs: request.timeoutMs };
      return within(limit, (ending) => askPostgres(request, ending, host.postgres));
    }
    case 'wait': {
      const { ms } = request;
      return within({ subject, signal, timeoutMs: ms + 60_000 }, (ending) => pause(ms, ending));
    }
    case 'exec':
    case 'read':
    case 'stat':
    case 'list':
    case 'clock':
    case 'docker':
      return Promise.resolve(refusal('unreachable', subject, 'not a question for this host'));
  }
};
