import { hostname, userInfo } from 'node:os';
import type { SshSpec, SshSurroundings } from '../ssh-target.ts';
import { readRules, type Rules } from './config-rules.ts';
import { expandPath, type Tokens } from './config-tokens.ts';
import {
  hopsOf,
  isNo,
  isYes,
  secondsOf,
  strictnessOf,
  type Hop,
  type Strictness,
} from './config-values.ts';
import { onlySsh } from './only-ssh.ts';

/** What ssh_config says about one host, defaults filled in. */
export type SshConfig = {
  /** As the operator named it. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The agent's socket. */
  readonly agent: string | undefined;
  readonly hops: readonly Hop[];
  readonly keepAlive: { readonly intervalMs: number; readonly countMax: number };
  readonly connectTimeoutMs: number;
  readonly strictness: Strictness;
  readonly userKnownHosts: readonly string[];
  readonly globalKnownHosts: readonly string[];
  /** The name to look for in known_hosts instead of the host's. */
  readonly hostKeyAlias: string | undefined;
  readonly hashKnownHosts: boolean;
  /** Ways to authenticate that are not switched off, in the order to try them. */
  readonly methods: readonly string[];
  readonly promptCount: number;
  readonly family: 0 | 4 | 6;
  readonly localAddress: string | undefined;
  /** `ciphers` and the like, as written: `+aes128-cbc`. */
  readonly algorithms: Readonly<Record<string, string>>;
  /** Why only ssh itself can follow this configuration; empty where we can. */
  readonly asksSsh: readonly string[];
};

export type ConfigRead =
  | { readonly ok: true; readonly config: SshConfig }
  | { readonly ok: false; readonly problem: string };

export const defaultIdentities = [
  ...['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ecdsa_sk', '~/.ssh/id_ed25519'],
  ...['~/.ssh/id_ed25519_sk', '~/.ssh/id_xmss', '~/.ssh/id_dsa'],
];
const knownMethods = ['publickey', 'keyboard-interactive', 'password'];
/** Longer than a host needs, shorter than an operator waits. */
const defaultConnectSeconds = 10;
/** A link that is silently gone is noticed after three of these. */
const defaultAliveSeconds = 15;

export const sshConfig = async (
  spec: SshSpec,
  { home, env, configFile }: SshSurroundings,
): Promise<ConfigRead> => {
  const localUser = userInfo().username;
  const { host, user, port } = spec;
  const read = await readRules({ host, user, port, localUser, home, configFile });
  if (!read.ok) return read;
  return { ok: true, config: configFrom(read.rules, { spec, home, env, localUser }) };
};

type Place = {
  readonly spec: SshSpec;
  readonly home: string;
  readonly env: SshSurroundings['env'];
  readonly localUser: string;
};

const configFrom = (rules: Rules, { spec, home, env, localUser }: Place): SshConfig => {
  const word = (key: string): string | undefined => rules.first.get(key)?.words[0];
  const seconds = (key: string): number | undefined => secondsOf(word(key) ?? '');
  const asksSsh = [...rules.asksSsh, ...onlySsh(rules, env)];
  const hostName = (word('hostname') ?? spec.host)
    .replace(/%([%h])/g, (_, token) => (token === 'h' ? spec.host : '%'))
    .toLowerCase();
  const port = Number(word('port') ?? 22);
  const user = word('user') ?? localUser;
  const values = {
    ...{ h: hostName, n: spec.host, p: String(port), r: user, u: localUser, d: home },
    ...{ l: hostname(), L: hostname().replace(/\..*/, ''), i: String(process.getuid?.() ?? '') },
    k: word('hostkeyalias') ?? spec.host,
  };
  const tokens: Tokens = { home, env, values };
  const path = (written: string): string => {
    const expanded = expandPath(written, tokens);
    if (!expanded.ok) asksSsh.push(`${expanded.unknown} in a file name of ssh_config`);
    return expanded.ok ? expanded.value : written;
  };
  const paths = (key: string, defaults: readonly string[]): string[] =>
    (rules.first.get(key)?.words ?? defaults).filter((each) => each !== 'none').map(path);
  const identities = rules.all.get('identityfile')?.map(({ words }) => words[0] ?? '');
  const hops = hopsOf(word('proxyjump') ?? 'none');
  if (hops === undefined) asksSsh.push(`ProxyJump ${word('proxyjump') ?? ''}`);
  return {
    alias: spec.host,
    hostName,
    port,
    user,
    identityFiles: (identities ?? defaultIdentities).filter((each) => each !== 'none').map(path),
    identitiesOnly: isYes(word('identitiesonly')),
    agent: agentOf(word('identityagent'), env, path),
    hops: hops ?? [],
    keepAlive: {
      intervalMs: 1000 * (seconds('serveraliveinterval') || defaultAliveSeconds),
      countMax: Number(word('serveralivecountmax') ?? 3),
    },
    connectTimeoutMs: 1000 * (seconds('connecttimeout') ?? defaultConnectSeconds),
    strictness: strictnessOf(word('stricthostkeychecking')),
    userKnownHosts: paths('userknownhostsfile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
    globalKnownHosts: paths('globalknownhostsfile', [
      '/etc/ssh/ssh_known_hosts',
      '/etc/ssh/ssh_known_hosts2',
    ]),
    hostKeyAlias: word('hostkeyalias'),
    hashKnownHosts: isYes(word('hashknownhosts')),
    methods: methodsOf(word),
    promptCount: Number(word('numberofpasswordprompts') ?? 3),
    family: familyOf(word('addressfamily')),
    localAddress: word('bindaddress'),
    algorithms: Object.fromEntries(
      algorithmKeys.flatMap((key) => (word(key) === undefined ? [] : [[key, word(key) ?? '']])),
    ),
    asksSsh,
  };
};

const algorithmKeys = ['kexalgorithms', 'ciphers', 'macs', 'hostkeyalgorithms'];

const agentOf = (
  written: string | undefined,
  env: SshSurroundings['env'],
  path: (written: string) => string,
): string | undefined => {
  if (written === undefined || written === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || undefined;
  if (written.toLowerCase() === 'none') return undefined;
  const named = /^\$(\w+)$/.exec(written)?.[1];
  return named === undefined ? path(written) : env[named] || undefined;
};

const methodsOf = (word: (key: string) => string | undefined): string[] => {
  const preferred = word('preferredauthentications')?.split(',') ?? knownMethods;
  const isOff: Readonly<Record<string, boolean>> = {
    publickey: isNo(word('pubkeyauthentication')),
    'keyboard-interactive': isNo(word('kbdinteractiveauthentication')),
    password: isNo(word('passwordauthentication')),
  };
  return preferred.filter((method) => knownMethods.includes(method) && !isOff[method]);
};

const familyOf = (written: string | undefined): 0 | 4 | 6 => {
  if (written === 'inet') return 4;
  return written === 'inet6' ? 6 : 0;
};
