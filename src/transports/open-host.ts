import type { TargetSpec } from '../core/target.ts';
import type { LinkOpened } from './relinking.ts';
import type { SshSurroundings } from './ssh-target.ts';

type HostSpec = Extract<TargetSpec, { readonly kind: 'ssh' }>;

/** A link to a host: the connection, and what carries requests over it. */
export const openHost = async (
  { host, user, port, ssh, docker, sudo }: HostSpec,
  surroundings: SshSurroundings,
  lost: (detail: string) => void,
): Promise<LinkOpened> => {
  const [{ connectSsh }, { sshTransport }] = await Promise.all([
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
  made.connection.onLost(lost);
  return { ok: true, transport: sshTransport(made.connection, { docker, sudo }) };
};
