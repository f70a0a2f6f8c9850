import { readFile } from 'node:fs/promises';
import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';
import { wordsOf } from '../failure.ts';
import type { Identity } from './identities.ts';
import type { Secrets } from './secrets.ts';

/** One key to offer. Its private half is touched only when the host has said that it accepts it. */
export type Offer = {
  readonly agent: BaseAgent;
  /** What became of it, for words. */
  readonly state: { signed: boolean; problem: string | undefined };
};

/** ssh2 asks an agent for keys and signatures; each of ours is an agent that holds one key. */
export const offerOf = async (
  identity: Identity,
  secrets: Secrets,
): Promise<Offer | { readonly problem: string }> => {
  const state: Offer['state'] = { signed: false, problem: undefined };
  const opened = identity.blob === undefined ? await privateKey(identity, secrets) : undefined;
  const shown = opened ?? ssh2.utils.parseKey(identity.blob ?? '');
  if (typeof shown === 'string') return { problem: shown };
  if (shown instanceof Error) return { problem: wordsOf(shown) };
  const sign = async (data: Buffer, hash: string | undefined): Promise<Buffer> => {
    if (identity.from === 'agent') return signedByAgent(identity.path, { key: shown, data, hash });
    const key = opened ?? (await privateKey(identity, secrets));
    if (typeof key === 'string') throw new Error(key);
    // The package returns what went wrong.
    const signature: Buffer | Error = key.sign(data, hash);
    if (signature instanceof Error) throw signature;
    return signature;
  };
  class OneKey extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(hear: (error: Error | undefined, keys: ParsedKey[]) => void): void {
      hear(undefined, [shown as ParsedKey]);
    }
    override sign(_key: ParsedKey, data: Buffer, ...rest: unknown[]): void {
      const hear = rest.at(-1) as (error: Error | undefined, signature?: Buffer) => void;
      const { hash } = (rest.length > 1 ? rest[0] : {}) as { hash?: string };
      sign(data, hash).then(
        (signature) => {
          state.signed = true;
          hear(undefined, signature);
        },
        (error: unknown) => {
          state.problem = wordsOf(error);
          hear(error instanceof Error ? error : new Error(state.problem));
        },
      );
    }
  }
  return { agent: new OneKey(), state };
};

/** The private key, its passphrase asked for; or the words of why not. */
const privateKey = async (identity: Identity, secrets: Secrets): Promise<ParsedKey | string> => {
  const text = await readFile(identity.path);
  const open = (passphrase?: string): ParsedKey | Error => {
    const key = ssh2.utils.parseKey(text, passphrase);
    return Array.isArray(key) ? (key[0] as ParsedKey) : key;
  };
  const plain = open();
  if (!(plain instanceof Error)) return plain;
  if (!/encrypted/i.test(plain.message)) return wordsOf(plain);
  return secrets.opening(`the passphrase of ${identity.path}`, (passphrase) => {
    const key = open(passphrase);
    return key instanceof Error ? undefined : key;
  });
};

type Signing = {
  readonly key: ParsedKey;
  readonly data: Buffer;
  readonly hash: string | undefined;
};

const signedByAgent = (socket: string, { key, data, hash }: Signing): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = hash === undefined ? {} : { hash: hash as 'sha256' | 'sha512' };
    new ssh2.OpenSSHAgent(socket).sign(key, data, options, (error, signature) => {
      if (signature === undefined) reject(error ?? new Error('the agent did not sign'));
      else resolve(signature);
    });
  });
