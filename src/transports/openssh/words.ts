import type { ChannelRefusal } from '../ssh-connection.ts';
import type { SshFailure } from '../ssh-target.ts';
import { hostFailure } from '../ssh/failures.ts';

type Kind = SshFailure['kind'];
type Meaning = {
  readonly says: RegExp;
  readonly kind: Kind;
  /** `{host}` stands for the host's name, `{words}` for the line that was found. */
  readonly message: string;
  readonly next: string;
};

/** What ssh says when it ends before there is a connection, the telling words first. */
const meanings: readonly Meaning[] = [
  {
    says: /REVOKED HOST KEY|host key .*revoked/i,
    kind: 'host-key',
    message: '{host} shows a host key that is revoked: {words}. Nothing was sent to it.',
    next: "Ask the host's owner why it still uses that key; do not connect to it before.",
  },
  {
    says: /REMOTE HOST IDENTIFICATION HAS CHANGED|Offending .* key in/i,
    kind: 'host-key',
    message:
      'The host key of {host} has changed: {changed}. It may have been set up anew, or somebody is in between. Nothing was sent to it.',
    next: "Ask the host's owner for the fingerprint. If it is the new one: {removal}",
  },
  {
    says: /Host key verification failed|host key is known for/i,
    kind: 'host-key',
    message: 'The host key of {host} is not known to ssh, and it could not ask: {words}.',
    next: 'Run `ssh {host}` once on a terminal and compare the fingerprint.',
  },
  {
    says: /Permission denied|Too many authentication failures|No supported authentication/i,
    kind: 'authentication',
    message: '{host} did not let us in: {words}.',
    next: 'Load the right key into the agent (ssh-add), or name it with IdentityFile in ssh_config; check the user name.',
  },
  {
    says: /Could not resolve hostname|Name or service not known/i,
    kind: 'unreachable',
    message: 'The name of {host} could not be resolved: {words}.',
    next: 'Check how the host is written, and HostName in ssh_config.',
  },
  {
    says: /Connection refused/i,
    kind: 'refused',
    message: '{host} refused the connection: {words}.',
    next: 'Check the port (Port in ssh_config, or host:port) and that sshd runs there.',
  },
  {
    says: /timed out|No route to host|Network is unreachable|Host is down/i,
    kind: 'unreachable',
    message: '{host} cannot be reached: {words}.',
    next: 'Check that the host runs and that a firewall or a VPN lets you through.',
  },
  {
    says: /Bad configuration option|terminating, \d+ bad|Bad owner or permissions|[Uu]nsupported option|line \d+:/,
    kind: 'config',
    message: 'ssh cannot use its configuration: {words}.',
    next: 'Mend that line of ssh_config, then connect again.',
  },
];

/** Why ssh gave up, from what it wrote to standard error. */
export const opensshFailure = (host: string, stderr: string): SshFailure => {
  const lines = stderr.split(/\r?\n/).map((line) => line.trim());
  const told = lines.filter(
    (line) => line !== '' && !/^(Warning: Permanently|@+$|debug\d)/.test(line),
  );
  for (const { says, kind, message, next } of meanings) {
    const words = told.find((line) => says.test(line));
    if (words === undefined) continue;
    const fill = (text: string): string =>
      text
        .replaceAll('{host}', () => host)
        .replaceAll('{words}', () => words.replace(/\.$/, ''))
        .replaceAll('{changed}', () => changedWords(told))
        .replaceAll('{removal}', () => removal(stderr, host));
    return hostFailure(kind, fill(message), fill(next));
  }
  const last = told.at(-1)?.replace(/\.$/, '') ?? 'ssh ended without a word';
  return hostFailure(
    'refused',
    `ssh could not connect to ${host}: ${last}.`,
    `\`ssh -v ${host}\` shows how far it gets.`,
  );
};

const changedWords = (lines: readonly string[]): string => {
  const known = lines.flatMap((line) => /Offending (\S+) key in (.*)/.exec(line)?.slice(1) ?? []);
  const [type, place] = known;
  const shown = lines.flatMap((line) => /SHA256:[\w+/]+/.exec(line)?.[0] ?? [])[0];
  const line = place === undefined ? '' : `another ${type ?? ''} key is known in ${place}`;
  return [line, shown === undefined ? '' : `the host shows ${shown}`].filter(Boolean).join(', ');
};

/** ssh names the command itself, where it knows it. */
const removal = (stderr: string, host: string): string => {
  const [command = `ssh-keygen -R '${host}'`] = /ssh-keygen -f .*/.exec(stderr) ?? [];
  return command.trim();
};

/** Why a channel did not open, from the line that the master wrote about it. */
export const channelRefusal = (words: string): ChannelRefusal => {
  const [, reason = '', detail = ''] = /open failed: ([^:]+): (.*)/.exec(words) ?? [];
  if (/prohibited/i.test(reason)) return { ok: false, reason: 'prohibited', detail: detail.trim() };
  if (/shortage/i.test(reason)) return { ok: false, reason: 'too-many', detail: detail.trim() };
  return { ok: false, reason: 'connect-failed', detail: (detail || words).trim() };
};
