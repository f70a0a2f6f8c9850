import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sshConfig, type SshConfig } from '../../../src/transports/ssh/config.ts';
import { hopsOf } from '../../../src/transports/ssh/config-values.ts';
import type { SshSpec } from '../../../src/transports/ssh-target.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssh-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const resolve = async (spec: SshSpec, configFile?: string, home = homedir()) => {
  const surroundings = { env: { KEYS: '/srv/keys' }, home, signal: new AbortController().signal };
  const read = await sshConfig(spec, configFile ? { ...surroundings, configFile } : surroundings);
  if (!read.ok) throw new Error(read.problem);
  return read.config;
};

/** What `ssh -G` says, in the words of our configuration. */
const oracle = async (spec: SshSpec, file: string) => {
  const args = ['-G', '-F', file, '-T'];
  if (spec.user) args.push('-l', spec.user);
  if (spec.port) args.push('-p', String(spec.port));
  const { stdout } = await execa('ssh', [...args, spec.host], { env: { KEYS: '/srv/keys' } });
  const said = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [key = '', ...rest] = line.split(' ');
    said.set(key, [...(said.get(key) ?? []), rest.join(' ')]);
  }
  const one = (key: string) => said.get(key)?.[0];
  return {
    hostName: one('hostname'),
    port: Number(one('port')),
    user: one('user'),
    identitiesOnly: one('identitiesonly') === 'yes',
    hops: hopsOf(one('proxyjump') ?? 'none'),
    aliveSeconds: Number(one('serveraliveinterval')) || 15,
    countMax: Number(one('serveralivecountmax')),
    connectSeconds: one('connecttimeout') === 'none' ? 10 : Number(one('connecttimeout')),
    strictness:
      { true: 'yes', false: 'no' }[one('stricthostkeychecking') ?? ''] ??
      one('stricthostkeychecking'),
    userKnownHosts: one('userknownhostsfile')?.split(' '),
    globalKnownHosts: one('globalknownhostsfile')?.split(' '),
    hostKeyAlias: one('hostkeyalias'),
    hashKnownHosts: one('hashknownhosts') === 'yes',
    hasCommand: one('proxycommand') !== undefined,
    identities: said.get('identityfile'),
  };
};

const ours = (config: SshConfig) => ({
  hostName: config.hostName,
  port: config.port,
  user: config.user,
  identitiesOnly: config.identitiesOnly,
  hops: config.hops,
  aliveSeconds: config.keepAlive.intervalMs / 1000,
  countMax: config.keepAlive.countMax,
  connectSeconds: config.connectTimeoutMs / 1000,
  strictness: config.strictness,
  userKnownHosts: config.userKnownHosts,
  globalKnownHosts: config.globalKnownHosts,
  hostKeyAlias: config.hostKeyAlias,
  hashKnownHosts: config.hashKnownHosts,
  hasCommand: config.asksSsh.some((each) => each.startsWith('ProxyCommand')),
  identities: config.identityFiles,
});

const me = userInfo().username;

/** `{home}` in a configuration is the folder of the test. Hosts are asked for as written. */
const table: Record<string, { config: string; hosts: string[] }> = {
  'nothing at all': {
    config: '',
    hosts: ['web-1', 'Web-1.Example.COM', '192.0.2.7', '2001:db8::7'],
  },
  'patterns and exclusions': {
    config: `
Host web-? !web-3
  User pattern
Host *.example.com !db.*
  Port 2201
Host "quoted" plain
  Port 2202
Host *
  User everyone`,
    hosts: ['web-1', 'web-3', 'web-10', 'a.example.com', 'db.example.com', 'quoted', 'WEB-1'],
  },
  'the first value counts': {
    config: `
Port 2200
Host web-1
  Port 2201
  User first
  User second
Host web-*
  User third
  HostName web.example.com`,
    hosts: ['web-1', 'web-2', 'other'],
  },
  'HostName with tokens and capitals': {
    config: `
Host a b
  HostName %h.Internal.example.com
Host c
  HostName 100%%.example.com`,
    hosts: ['a', 'b', 'c'],
  },
  'equal signs, tabs, capitals and comments': {
    config: `
# a comment with "quotes" and 'others'
HOST=web-1
\tport = 2203
  USER\t"ada"   # the owner
  ServerAliveInterval=7
Host web-2
  Port=2204 # another`,
    hosts: ['web-1', 'web-2'],
  },
  'several identity files': {
    config: `
IdentityFile ~/.ssh/first
Host web-1
  IdentityFile /srv/second
  IdentityFile /srv/second
  IdentitiesOnly yes
Host *
  IdentityFile "/srv/with space/third"`,
    hosts: ['web-1', 'web-2'],
  },
  'no identity file': { config: 'IdentityFile none', hosts: ['web-1'] },
  'keep-alive and time limits': {
    config: `
Host a
  ServerAliveInterval 30
  ServerAliveCountMax 5
  ConnectTimeout 4
Host b
  ServerAliveInterval 1m30s
  ConnectTimeout 2m`,
    hosts: ['a', 'b', 'c'],
  },
  'ways of checking host keys': {
    config: `
Host a
  StrictHostKeyChecking no
Host b
  StrictHostKeyChecking accept-new
Host c
  StrictHostKeyChecking yes
Host d
  StrictHostKeyChecking off
Host *
  HashKnownHosts yes
  HostKeyAlias the-alias
  UserKnownHostsFile /srv/one /srv/two
  GlobalKnownHostsFile /srv/three`,
    hosts: ['a', 'b', 'c', 'd', 'e'],
  },
  'ways through other hosts': {
    config: `
Host one
  ProxyJump bastion
Host two
  ProxyJump ada@first.example.com:2201,second:2202
Host three
  ProxyJump [2001:db8::7]:2203
Host none
  ProxyJump none
Host url
  ProxyJump ssh://ada@first:2201
Host command
  ProxyCommand nc %h %p
  ProxyJump bastion
Host jump
  ProxyJump bastion
  ProxyCommand nc %h %p
Host *
  ProxyJump last`,
    hosts: ['one', 'two', 'three', 'none', 'url', 'command', 'jump', 'other'],
  },
  'Match by host, original host and users': {
    config: `
Host short
  HostName long.example.com
Match host long.example.com
  Port 2201
Match host short
  Port 2202
Match originalhost short,other
  User original
Match user original host "*.example.com,!db.example.com"
  ConnectTimeout 5
Match localuser ${me}
  ServerAliveInterval 9
Match !localuser ${me}
  ServerAliveCountMax 9
Match !host other
  IdentityFile /srv/not-other
Match all
  HostKeyAlias everyone`,
    hosts: ['short', 'other', 'third', 'LONG.example.com'],
  },
  'a Match that ends another section': {
    config: `
Host nothing
  Port 2201
Match all
  Port 2202`,
    hosts: ['web-1', 'nothing'],
  },
  'a second pass after the name is known': {
    config: `
Host short
  HostName long.example.com
Host long.example.com
  Port 2201
  IdentityFile /srv/long
Match final host long.example.com
  User final
Match final
  ConnectTimeout 3
Host *
  IdentityFile /srv/all`,
    hosts: ['short', 'long.example.com', 'other'],
  },
  'files that include others': {
    config: `
Include {home}/parts/*.conf {home}/missing.conf
Host inside
  Include {home}/inside
Host *
  User main`,
    hosts: ['web-1', 'inside', 'part-a', 'nested'],
  },
};

const parts: Record<string, string> = {
  'parts/a.conf': 'Host part-a\n  Port 2201\n',
  'parts/b.conf': 'Host part-*\n  User from-b\n  Port 2202\nHost nested\n  Include {home}/deeper\n',
  'parts/.hidden.conf': 'User hidden\n',
  inside: 'Port 2203\nHost web-1\n  Port 2204\nHost inside\n  ConnectTimeout 8\n',
  deeper: 'Host *\n  Port 2205\n',
};

describe('ssh_config is read as `ssh -G` reads it:', () => {
  const cases = Object.entries(table).flatMap(([name, { config, hosts }]) =>
    hosts.map((host) => ({ name, config, host })),
  );
  it.each(cases)('$name, for $host', async ({ name, config, host }) => {
    const home = join(folder, name.replaceAll(/\W/g, '-'));
    const file = join(home, 'config');
    for (const [path, text] of Object.entries({ ...parts, config })) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), text.replaceAll('{home}', home));
    }
    for (const spec of [{ host }, { host, user: 'given', port: 2222 }]) {
      const expected = await oracle(spec, file);
      const config = await resolve(spec, file);
      // Named but not expanded by ssh; `none` stands there as a name.
      const identities = expected.identities
        ?.filter((each) => each !== 'none')
        .map((each) => each.replace(/^~/, homedir()));
      expect(ours(config)).toEqual({ ...expected, identities });
    }
  });
});
