import type { Transport } from '../../src/core/target.ts';
import { dockerTransport } from '../../src/transports/docker.ts';
import { localConnection } from '../../src/transports/local-connection.ts';
import type { ChannelRefusal, SshConnection } from '../../src/transports/ssh-connection.ts';
import { sshTransport } from '../../src/transports/ssh.ts';

/** A way to an engine, of which each has to keep the same contract. */
export type EngineWay = {
  readonly name: string;
  /** For the names of what a test makes. */
  readonly key: string;
  open(socket: string): Promise<Transport>;
};

const here = (): SshConnection =>
  localConnection({
    label: 'a host',
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' },
  });

const prohibited: ChannelRefusal = {
  ok: false,
  reason: 'prohibited',
  detail: 'administratively prohibited',
};

/** As a server answers with `AllowStreamLocalForwarding no`. */
export const withoutSockets = (connection: SshConnection): SshConnection => ({
  ...connection,
  socket: async () => prohibited,
});

export const engineWays: readonly EngineWay[] = [
  {
    name: 'its socket',
    key: 'socket',
    open: async (socket) => dockerTransport({ url: `unix://${socket}`, because: 'a test' }),
  },
  {
    name: 'its socket through a host',
    key: 'host',
    open: async (socket) => sshTransport(here(), { docker: socket }),
  },
  {
    name: 'the docker CLI of a host that forwards no sockets',
    key: 'cli',
    open: async (socket) => sshTransport(withoutSockets(here()), { docker: socket }),
  },
];
