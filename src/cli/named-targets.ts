import { UserError } from '../errors.ts';
import type { HostNamed } from '../formats/host-name.ts';
import { sshClients, targetLabel, type SshClient, type TargetSpec } from '../core/target-spec.ts';
import { hostsGiven } from './hosts-given.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';

/** The targets that the command line names, each once, in its order; none named: this machine. */
export const namedTargets = async (shell: Shell, given: Given): Promise<readonly TargetSpec[]> => {
  const { hostsFrom: source } = given as { readonly hostsFrom?: string };
  const ssh = clientOf(given['ssh'] as string | undefined);
  const hosts = [
    ...hostsGiven((given['host'] as readonly string[] | undefined) ?? []),
    ...(source === undefined ? [] : await listed(shell, source)),
  ];
  if (hosts.length === 0) {
    refuseWithoutHost(ssh);
    return [{ kind: 'local' }];
  }
  const specs = new Map<string, TargetSpec>();
  for (const host of hosts) {
    const spec = specOf(host, ssh);
    const label = targetLabel(spec);
    if (!specs.has(label)) specs.set(label, spec);
  }
  return [...specs.values()];
};

/** Inventories need readers of their own, which nobody else waits for. */
const listed = async (shell: Shell, source: string): Promise<readonly HostNamed[]> => {
  const { hostsFrom } = await import('./hosts-from.ts');
  return hostsFrom(shell, source);
};

const specOf = ({ local, ...host }: HostNamed, ssh: SshClient | undefined): TargetSpec =>
  local ? { kind: 'local' } : { kind: 'ssh', ...host, ...(ssh !== undefined && { ssh }) };

const clientOf = (text: string | undefined): SshClient | undefined => {
  if (text === undefined) return undefined;
  const client = sshClients.find((each) => each === text);
  if (client) return client;
  throw new UserError(
    `--ssh was given \`${text}\`.`,
    `There is ${sshClients.join(' and ')}; without it, what ssh_config asks for decides.`,
  );
};

/** Options about the way to a host mean nothing where no host is named. */
const refuseWithoutHost = (ssh: SshClient | undefined): void => {
  if (ssh !== undefined) {
    throw new UserError('--ssh needs a host.', 'Name one with `--host`, or leave `--ssh` out.');
  }
};
