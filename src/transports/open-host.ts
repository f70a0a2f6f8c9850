import type { TargetSpec } from '../core/target.ts';
import type { LinkOpened } from './relinking.ts';
import type { SshSurroundings } from './ssh-target.ts';

type HostSpec = Extract<TargetSpec, { readonly kind: 'ssh' }>;

/** A link to a host: the connection, and what carries requests over it. */
export const openHost = async (
  { host }: HostSpec,
  _: SshSurroundings,
  __: (detail: string) => void,
): Promise<LinkOpened> => ({
  ok: false,
  refused: { kind: 'config', detail: `this build has no connection to ${host}` },
});
