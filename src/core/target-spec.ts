/** Where to look, and the way there. */
export type TargetSpec = (
  | { readonly kind: 'local' }
  | {
      readonly kind: 'ssh';
      /** A name, an address, or an alias of ssh_config. */
      readonly host: string;
      readonly user?: string;
      readonly port?: number;
      /** What an inventory calls it, where that is not how it is reached. */
      readonly name?: string;
      /** The program that makes the connection; left out, what ssh_config asks for decides. */
      readonly ssh?: SshClient;
    }
) & {
  /** A docker context's name, an engine's URL, or a socket's path. */
  readonly docker?: string;
  /** The compose project's folder. */
  readonly project?: string;
  readonly readOnly?: true;
  /** Start no process in a container. */
  readonly noExec?: true;
  /** Limit of one probe. */
  readonly timeoutMs?: number;
  /** Look as root where that shows more. */
  readonly sudo?: true;
};

export const sshClients = ['ssh2', 'openssh'] as const;
export type SshClient = (typeof sshClients)[number];

/** How a target is called: `this machine`, `deploy@web-1`, `web-1:2222`. One name, one target. */
export const targetLabel = (spec: TargetSpec): string => {
  if (spec.kind === 'local') return 'this machine';
  const { user, host, port, name: called } = spec;
  if (called !== undefined) return called;
  const name = port !== undefined && host.includes(':') ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}`;
};
