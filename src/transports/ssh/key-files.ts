import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { codeOf, wordsOf } from '../failure.ts';
import { typeOf } from './known-hosts.ts';

/** A file that IdentityFile names, as far as it can be known without its passphrase. */
export type KeyFile = {
  readonly path: string;
  /** Absent: only the private key tells it (older formats). */
  readonly public?: { readonly blob: Buffer; readonly type: string };
  readonly hasPrivate: boolean;
  readonly hasCertificate: boolean;
  /** Why it cannot be used. */
  readonly problem?: string;
};

export const keyFile = async (path: string): Promise<KeyFile | undefined> => {
  const hasCertificate = existsSync(`${path}-cert.pub`);
  const beside = publicKey(await textOf(`${path}.pub`));
  const content = await textOf(path);
  const there = { path, hasCertificate, ...(beside ? { public: beside } : {}) };
  if (content.kind === 'missing') {
    return beside || hasCertificate ? { ...there, hasPrivate: false } : undefined;
  }
  if (content.kind === 'problem') return { ...there, hasPrivate: false, problem: content.words };
  // A public key's file names a key that the agent holds.
  const named = publicKey(content);
  if (named) return { path, hasCertificate, public: named, hasPrivate: false };
  const inside = openSshPublic(content.text);
  const { mode, uid } = await stat(path);
  const isOpen = uid === process.getuid?.() && (mode & 0o077) !== 0;
  return {
    ...there,
    ...(inside ? { public: inside } : {}),
    hasPrivate: true,
    ...(isOpen ? { problem: 'other users may read it; ssh refuses such a key (chmod 600)' } : {}),
  };
};

type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly words: string };

const textOf = async (path: string): Promise<Content> => {
  try {
    return { kind: 'text', text: await readFile(path, 'utf8') };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return { kind: 'missing' };
    return { kind: 'problem', words: wordsOf(error) };
  }
};

const publicKey = (content: Content): KeyFile['public'] => {
  if (content.kind !== 'text') return undefined;
  const base64 = /^(?:ssh-|ecdsa-|sk-)\S+\s+(\S+)/.exec(content.text)?.[1];
  return base64 === undefined ? undefined : withType(Buffer.from(base64, 'base64'));
};

/** The format of OpenSSH keeps the public key readable beside the encrypted private one. */
const openSshPublic = (text: string): KeyFile['public'] => {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const next = (): Buffer => {
    const length = at + 4 > bytes.length ? 0 : bytes.readUInt32BE(at);
    const field = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return field;
  };
  // Cipher, derivation and its options; then the number of keys, which is one.
  for (let skipped = 0; skipped < 3; skipped += 1) next();
  at += 4;
  const blob = next();
  return blob.length === 0 ? undefined : withType(blob);
};

const withType = (blob: Buffer): KeyFile['public'] => ({ blob, type: typeOf(blob) });
