import { connect, type Socket } from 'node:net';
import { codeOf, wordsOf } from '../failure.ts';
import type { SshFailure } from '../ssh-target.ts';
import type { SshConfig } from './config.ts';
import { hostFailure, wasStopped } from './failures.ts';

export type Dialled =
  | { readonly ok: true; readonly socket: Socket }
  | { readonly ok: false; readonly failure: SshFailure };

/** A TCP connection to the host's SSH port, within ConnectTimeout. */
export const dialHost = (config: SshConfig, signal: AbortSignal): Promise<Dialled> =>
  new Promise((resolve) => {
    const { hostName: host, port, family, localAddress, connectTimeoutMs, alias } = config;
    const socket = connect({ host, port, family, ...(localAddress ? { localAddress } : {}) });
    const end = (result: Dialled): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners();
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const fail = (failure: SshFailure): void => end({ ok: false, failure });
    const stop = (): void => fail(wasStopped(alias));
    const timer = setTimeout(() => fail(noAnswer(config)), connectTimeoutMs || 2 ** 31 - 1);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    socket.on('error', (error) => fail(refused(error, config)));
    socket.on('connect', () => {
      // Small packets that wait for the acknowledgement of the one before cost a round trip each.
      socket.setNoDelay(true);
      end({ ok: true, socket: together(socket) });
    });
  });

/** What is written in one turn leaves in one packet. */
const together = (socket: Socket): Socket => {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let isHeld = false;
  const release = (): void => {
    isHeld = false;
    socket.uncork();
  };
  socket.write = (...args: unknown[]): boolean => {
    if (!isHeld) {
      isHeld = true;
      socket.cork();
      setImmediate(release);
    }
    return write(...args);
  };
  return socket;
};

/** `web-1 (192.0.2.7:22)`. */
export const placeOf = ({ alias, hostName, port }: SshConfig): string =>
  alias === hostName && port === 22 ? alias : `${alias} (${hostName}:${port})`;

const noAnswer = (config: SshConfig): SshFailure =>
  hostFailure(
    'unreachable',
    `${placeOf(config)} did not answer within ${config.connectTimeoutMs / 1000} s.`,
    'Check that the host runs and that a firewall or a VPN lets you through; ConnectTimeout in ssh_config sets the limit.',
  );

const refused = (error: Error, config: SshConfig): SshFailure => {
  const place = placeOf(config);
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return hostFailure(
        'refused',
        `${place} refused the connection: nothing listens on port ${config.port}.`,
        'Check the port (Port in ssh_config, or host:port) and that sshd runs there.',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return hostFailure(
        'unreachable',
        `The name ${config.hostName} could not be resolved: ${wordsOf(error)}.`,
        'Check how the host is written, and HostName in ssh_config.',
      );
    default:
      return hostFailure(
        'unreachable',
        `${place} cannot be reached: ${wordsOf(error)}.`,
        'Check the network, a VPN, and the address of the host.',
      );
  }
};
