import { chainTo } from './ssh/chain.ts';
import type { SshConnected, SshSpec, SshSurroundings } from './ssh-target.ts';

/**
 * One authenticated connection to a host. By ssh2 where it can follow ssh_config; else, or when
 * the operator says so, by the system's ssh.
 */
export const connectSsh = async (
  spec: SshSpec,
  surroundings: SshSurroundings,
): Promise<SshConnected> => {
  const chain = await chainTo(spec, surroundings);
  if (!chain.ok) return chain;
  const { connectSsh2 } = await import('./ssh/ssh2.ts');
  const connected = await connectSsh2(chain.stops, surroundings);
  return connected.ok ? { ...connected, how: 'ssh2', because: '' } : connected;
};
