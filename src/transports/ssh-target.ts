import type { SshConnection } from './ssh-connection.ts';

/** A host as the operator names it: an alias of ssh_config, a name or an address. */
export type SshSpec = {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** The program that makes the connection; left out, what ssh_config asks for decides. */
  readonly ssh?: 'ssh2' | 'openssh';
};

/** What only a person can answer while a connection is made. */
export type Asking = {
  hostKey(question: HostKeyQuestion): Promise<'remember' | 'once' | 'no'>;
  /** Undefined: there is no answer. What comes back is held in memory for this connection only. */
  secret(question: SecretQuestion): Promise<string | undefined>;
};

export type HostKeyQuestion = {
  /** As known_hosts would name it: `web-1`, `[192.0.2.7]:2222`. */
  readonly host: string;
  /** `ssh-ed25519`. */
  readonly type: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** Keys of other types that are known for this host, with their places: a reason to look twice. */
  readonly others?: readonly string[];
};

export type SecretQuestion = {
  /** `the passphrase of /home/ada/.ssh/id_ed25519`, `the password of deploy@web-1`, or the host's own words. */
  readonly what: string;
  /** The host allows what is typed to be seen (a one-time code). */
  readonly visible?: true;
  /** Without an answer it goes on, and less is seen. */
  readonly optional?: true;
};

/** What of this machine and its operator a connection depends on. */
export type SshSurroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `.ssh` is. */
  readonly home: string;
  /** Absent: nobody can be asked, and an unknown host key is refused. */
  readonly ask?: Asking;
  /** The operator may end the attempt. */
  readonly signal: AbortSignal;
  /** Read instead of ~/.ssh/config and /etc/ssh/ssh_config, like `ssh -F`. */
  readonly configFile?: string;
};

export type SshConnected =
  | {
      readonly ok: true;
      readonly connection: SshConnection;
      readonly how: 'ssh2' | 'openssh';
      /** Why this program: `--ssh openssh`, `ProxyCommand (~/.ssh/config:12)`; empty for the usual one. */
      readonly because: string;
      /** What went wrong besides and stops nothing: an accepted key that could not be written down. */
      readonly warning?: string;
    }
  | { readonly ok: false; readonly failure: SshFailure };

/** Why there is no connection, in words for the operator; all of them are exit 4. */
export type SshFailure = {
  readonly kind:
    | 'unreachable' // no such name, no route, no answer in time, not an SSH server
    | 'refused' // something answered and would not talk: port closed, too many connections, no common algorithm
    | 'host-key' // unknown, changed, revoked
    | 'authentication'
    | 'config' // ssh_config cannot be read, or asks for what is not here
    | 'stopped'; // the operator's signal
  readonly message: string;
  /** What to do. */
  readonly next: string;
};
