import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { codeOf, wordsOf } from '../failure.ts';
import { matchesList } from './patterns.ts';

/** A line of known_hosts that is about the host. */
export type KnownKey = {
  readonly marker: 'none' | 'revoked' | 'authority';
  /** `ssh-ed25519`. */
  readonly type: string;
  readonly key: Buffer;
  /** `/home/ada/.ssh/known_hosts:3`. */
  readonly place: string;
};

export type HostKey = { readonly type: string; readonly key: Buffer };

/** What the lines about a host say of the key that it shows. */
export type Verdict =
  | { readonly verdict: 'known'; readonly by: KnownKey }
  /** `others`: keys of other types that are known for it. */
  | { readonly verdict: 'unknown'; readonly others: readonly KnownKey[] }
  /** Another key of this type is known. */
  | { readonly verdict: 'changed'; readonly known: readonly KnownKey[] }
  | { readonly verdict: 'revoked'; readonly by: KnownKey };

/** How known_hosts names a host: the port only where it is not the usual one. */
export const knownName = (host: string, port: number): string =>
  (port === 22 ? host : `[${host}]:${port}`).toLowerCase();

/** As `ssh-keygen -l` prints it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

export type KnownRead =
  | { readonly ok: true; readonly keys: readonly KnownKey[] }
  | { readonly ok: false; readonly problem: string };

/** The lines about a host; a file that is not there has none. */
export const knownKeys = async (files: readonly string[], name: string): Promise<KnownRead> => {
  const keys: KnownKey[] = [];
  for (const file of files) {
    try {
      keys.push(...keysIn(await readFile(file, 'utf8'), file, name));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue;
      // A revoked key could be hidden in it.
      return { ok: false, problem: `cannot read ${file}: ${wordsOf(error)}` };
    }
  }
  return { ok: true, keys };
};

export const keysIn = (text: string, file: string, name: string): KnownKey[] =>
  text.split('\n').flatMap((line, index): KnownKey[] => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? markers[words.shift() ?? ''] : 'none';
    const [hosts = '', type = '', key = ''] = words;
    if (marker === undefined || key === '' || hosts.startsWith('#')) return [];
    if (!isAbout(hosts, name)) return [];
    return [{ marker, type, key: Buffer.from(key, 'base64'), place: `${file}:${index + 1}` }];
  });

const markers: Readonly<Record<string, KnownKey['marker']>> = {
  '@revoked': 'revoked',
  '@cert-authority': 'authority',
};

const isAbout = (hosts: string, name: string): boolean => {
  if (!hosts.startsWith('|1|')) return matchesList(name, hosts.toLowerCase().split(','));
  const [, , salt = '', hash = ''] = hosts.split('|');
  return hashOf(name, Buffer.from(salt, 'base64')) === hash;
};

const hashOf = (name: string, salt: Buffer): string =>
  createHmac('sha1', salt).update(name).digest('base64');

/** The name of a host that nobody can read from the file. */
export const hashedName = (name: string, salt: Buffer): string =>
  `|1|${salt.toString('base64')}|${hashOf(name, salt)}`;

export const judgeKey = (known: readonly KnownKey[], shown: HostKey): Verdict => {
  const isSame = ({ key }: KnownKey): boolean => key.equals(shown.key);
  const revoked = known.find((each) => each.marker === 'revoked' && isSame(each));
  if (revoked) return { verdict: 'revoked', by: revoked };
  const plain = known.filter(({ marker }) => marker === 'none');
  const same = plain.find(isSame);
  if (same) return { verdict: 'known', by: same };
  const ofType = plain.filter(({ type }) => type === shown.type);
  if (ofType.length > 0) return { verdict: 'changed', known: ofType };
  return { verdict: 'unknown', others: plain };
};

/** The name that a public key's bytes begin with: `ssh-ed25519`. */
export const typeOf = (key: Buffer): string => {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return key.subarray(4, 4 + length).toString('latin1');
};
