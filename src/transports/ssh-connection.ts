import type { Duplex, Readable, Writable } from 'node:stream';

/** A command on the host, for as long as its channel is open. */
export type RemoteProcess = {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the channel closed. Neither exit status nor signal: the link was lost, or it was let go. */
  readonly ended: Promise<{ readonly exit?: number; readonly signal?: string }>;
  /** Closes the channel; what runs behind it sees the end of its streams. */
  letGo(): void;
};

/** Why a channel did not open, in kinds that lead to different ways on. */
export type ChannelRefusal = {
  readonly ok: false;
  readonly reason:
    | 'prohibited' // AllowTcpForwarding no, AllowStreamLocalForwarding no, ForceCommand
    | 'connect-failed' // the host tried: refused, no route, no such name, no such socket
    | 'too-many' // MaxSessions
    | 'lost'; // the link itself
  /** The words of whoever refused. */
  readonly detail: string;
};

export type Opened<Channel> = { readonly ok: true; readonly channel: Channel } | ChannelRefusal;

/** One authenticated connection to a host, whichever program made it. */
export interface SshConnection {
  /** `deploy@web-1`. */
  readonly label: string;
  /** The login shell reads the command; it is `exec sh` and the like, never text of a probe. */
  start(command: string): Promise<Opened<RemoteProcess>>;
  /** A TCP connection that the host opens. */
  dial(host: string, port: number): Promise<Opened<Duplex>>;
  /** A unix socket on the host. */
  socket(path: string): Promise<Opened<Duplex>>;
  /** So many sockets cost nothing but the channel: they may be opened before they are needed. */
  readonly socketsAhead: number;
  /** Called once, when the link ends without `close`. */
  onLost(hear: (detail: string) => void): void;
  close(): Promise<void>;
}
