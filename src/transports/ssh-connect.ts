import { chainTo } from './ssh/chain.ts';
import { hostFailure } from './ssh/failures.ts';
import type { SshConnected, SshSpec, SshSurroundings } from './ssh-target.ts';

/**
 * One authenticated connection to a host. By ssh2 where it can follow ssh_config; else, or when
 * the operator says so, by the system's ssh.
 */
export const connectSsh = async (
  spec: SshSpec,
  surroundings: SshSurroundings,
): Promise<SshConnected> => {
  if (spec.ssh === 'openssh') return byOpenssh(spec, surroundings, '--ssh openssh');
  const chain = await chainTo(spec, surroundings);
  if (!chain.ok) return chain;
  const [must] = chain.mustBeSsh;
  const [better] = chain.betterSsh;
  if (spec.ssh === 'ssh2' && must !== undefined) {
    const failure = hostFailure(
      'config',
      `The ssh2 package cannot do what ssh_config asks for ${spec.host}: ${must}.`,
      'Leave --ssh out, or say --ssh openssh.',
    );
    return { ok: false, failure };
  }
  const because = must ?? (spec.ssh === 'ssh2' ? undefined : better);
  if (because !== undefined) return byOpenssh(spec, surroundings, because);
  const { connectSsh2 } = await import('./ssh/ssh2.ts');
  const connected = await connectSsh2(chain.stops, surroundings);
  return connected.ok ? { ...connected, how: 'ssh2', because: '' } : connected;
};

const byOpenssh = async (
  spec: SshSpec,
  surroundings: SshSurroundings,
  because: string,
): Promise<SshConnected> => {
  const { startMaster } = await import('./openssh/master.ts');
  const started = await startMaster(spec, surroundings);
  if (!started.ok) return started;
  const { opensshConnection } = await import('./openssh/connection.ts');
  const connection = opensshConnection(started.master, surroundings.env);
  return { ok: true, connection, how: 'openssh', because };
};
