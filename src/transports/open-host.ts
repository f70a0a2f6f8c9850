import type { TargetSpec } from '../core/target-spec.ts';
import type { LinkHearer, LinkOpened } from './relinking.ts';
import type { SshSurroundings } from './ssh-target.ts';
import type { AskPassword } from './sudo-password.ts';

type HostSpec = Extract<TargetSpec, { readonly kind: 'ssh' }>;

type HostLink = { readonly session: string; readonly password?: AskPassword };

/** A link to a host: the connection, and what carries requests over it. */
export const openHost = async (
  { host, user, port, ssh, docker, sudo }: HostSpec,
  { password, session, ...surroundings }: SshSurroundings & HostLink,
  hear: LinkHearer,
): Promise<LinkOpened> => {
  const [{ connectSsh }, { sshHost }] = await Promise.all([
    import('./ssh-connect.ts'),
    import('./ssh.ts'),
  ]);
  const spec = {
    host,
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(ssh !== undefined && { ssh }),
  };
  const made = await connectSsh(spec, surroundings);
  if (!made.ok) {
    const { kind, message, next } = made.failure;
    return { ok: false, refused: { kind, detail: `${message} ${next}` } };
  }
  const { connection } = made;
  connection.onLost(hear.lost);
  const noShell = (detail: string): void =>
    hear.refused({ kind: 'refused', detail: `${detail}. ${otherAccount}` });
  // Without anybody to ask, sudo is tried without a password.
  const reached = sshHost(connection, { docker, sudo, password, session, noShell });
  return { ok: true, ...reached, ...(made.warning !== undefined && { warning: made.warning }) };
};

const otherAccount =
  'Something forces that program upon this account (ForceCommand in sshd_config, command= in authorized_keys, its login shell): log in as one that may run sh.';
