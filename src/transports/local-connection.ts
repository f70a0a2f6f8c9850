import { spawn } from 'node:child_process';
import { connect, type NetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { wordsOf } from './failure.ts';
import type { Opened, RemoteProcess, SshConnection } from './ssh-connection.ts';

/** This machine, as if it were at the other end of a connection: for what runs as somebody else. */
export const localConnection = ({
  label,
  env,
  shell = ['sh', '-c'],
}: {
  readonly label: string;
  readonly env: Readonly<Record<string, string>>;
  /** What a login shell is elsewhere. */
  readonly shell?: readonly string[];
}): SshConnection => {
  const running = new Set<RemoteProcess>();
  return {
    label,
    start: (command) => {
      const [program = 'sh', ...args] = shell;
      const { promise, resolve } = Promise.withResolvers<Opened<RemoteProcess>>();
      const child = spawn(program, [...args, command], { env, stdio: 'pipe', detached: true });
      const ended = new Promise<{ exit?: number; signal?: string }>((end) => {
        child.once('close', (exit, signal) => {
          running.delete(channel);
          end({ ...(exit !== null && { exit }), ...(signal !== null && { signal }) });
        });
      });
      const { stdin, stdout, stderr } = child;
      const letGo = (): void => {
        for (const stream of [stdin, stdout, stderr]) stream.destroy();
      };
      const channel: RemoteProcess = { stdin, stdout, stderr, ended, letGo };
      child.once('spawn', () => {
        running.add(channel);
        resolve({ ok: true, channel });
      });
      child.once('error', (error) => {
        resolve({ ok: false, reason: 'connect-failed', detail: wordsOf(error) });
      });
      return promise;
    },
    dial: (host, port) => opened({ host, port }),
    socket: (path) => opened({ path }),
    socketsAhead: 0,
    onLost: () => undefined,
    close: async () => {
      for (const channel of running) channel.letGo();
    },
  };
};

const opened = (to: NetConnectOpts): Promise<Opened<Duplex>> =>
  new Promise((resolve) => {
    const socket = connect(to);
    socket.once('connect', () => resolve({ ok: true, channel: socket }));
    socket.once('error', (error) => {
      resolve({ ok: false, reason: 'connect-failed', detail: wordsOf(error) });
    });
  });
