import type { Algorithms } from 'ssh2';
import type { SshConfig } from './config.ts';
import type { KnownKey } from './known-hosts.ts';
import { matchesPattern } from './patterns.ts';

/** What ssh2 can do and a server of today speaks; the fast first. Weak ones only if asked for. */
const offered = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
  ],
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
};

/** What ssh2 can do besides, for those whose ssh_config names it. */
const onRequest = {
  kex: [
    'diffie-hellman-group14-sha1',
    'diffie-hellman-group-exchange-sha1',
    'diffie-hellman-group1-sha1',
  ],
  cipher: ['aes128-cbc', 'aes192-cbc', 'aes256-cbc', '3des-cbc'],
  hmac: ['hmac-md5', 'hmac-sha1-96'],
  serverHostKey: ['ssh-rsa', 'ssh-dss'],
};

type Kind = keyof typeof offered;
const keys: Readonly<Record<Kind, string>> = {
  kex: 'kexalgorithms',
  cipher: 'ciphers',
  hmac: 'macs',
  serverHostKey: 'hostkeyalgorithms',
};

export type Chosen =
  | { readonly ok: true; readonly algorithms: Algorithms }
  /** The directive of which ssh2 can do nothing. */
  | { readonly ok: false; readonly directive: string };

/** The algorithms to offer: as ssh_config lists them, and first those of which a key is known. */
export const algorithmsFor = (config: SshConfig, known: readonly KnownKey[]): Chosen => {
  const lists: Record<Kind, string[]> = { kex: [], cipher: [], hmac: [], serverHostKey: [] };
  for (const kind of ['kex', 'cipher', 'hmac', 'serverHostKey'] as const) {
    lists[kind] = listFor(kind, config.algorithms[keys[kind]]);
    if (lists[kind].length === 0) return { ok: false, directive: keys[kind] };
  }
  const types = new Set(known.map(({ type }) => type));
  const isKnown = (name: string): boolean => types.has(name.replace(/^rsa-sha2-.*/, 'ssh-rsa'));
  // A known ed25519 key must not be met with an rsa key that nobody has seen.
  lists.serverHostKey.sort((a, b) => Number(isKnown(b)) - Number(isKnown(a)));
  // Compressed after authentication: text crosses a slow link in a quarter of the time.
  const compress = ['zlib@openssh.com', 'none'];
  return { ok: true, algorithms: { ...lists, compress } as Algorithms };
};

/** `+a,b` adds, `-a*` takes away, `^a` puts first; else the list itself. */
const listFor = (kind: Kind, written: string | undefined): string[] => {
  if (written === undefined) return [...offered[kind]];
  const possible = [...offered[kind], ...onRequest[kind]];
  const sign = /^[+^-]/.exec(written)?.[0];
  const patterns = written.replace(/^[+^-]/, '').split(',');
  const named = (from: readonly string[]): string[] =>
    patterns.flatMap((pattern) => from.filter((name) => matchesPattern(name, pattern)));
  if (sign === '+') return [...new Set([...offered[kind], ...named(possible)])];
  if (sign === '^') return [...new Set([...named(possible), ...offered[kind]])];
  if (sign === '-') {
    const removed = named(offered[kind]);
    return offered[kind].filter((name) => !removed.includes(name));
  }
  return [...new Set(named(possible))];
};
