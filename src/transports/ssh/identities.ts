import { agentKeys } from './agent-keys.ts';
import type { SshConfig } from './config.ts';
import { keyFile, type KeyFile } from './key-files.ts';

/** A key to offer, in the order in which ssh offers them. */
export type Identity = {
  /** For words: `/home/ada/.ssh/id_ed25519`, `ada@laptop of the agent`. */
  readonly name: string;
  readonly blob: Buffer | undefined;
  readonly from: 'agent' | 'file';
  readonly path: string;
};

export type Identities = {
  readonly keys: readonly Identity[];
  /** Keys that were named and cannot be used, with the reason. */
  readonly unusable: readonly string[];
  /** Why only ssh itself can use what is here. */
  readonly asksSsh: readonly string[];
};

/** Keys of the agent that ssh_config names, the agent's others, then files: as ssh orders them. */
export const identitiesOf = async (config: SshConfig): Promise<Identities> => {
  if (!config.methods.includes('publickey')) return { keys: [], unusable: [], asksSsh: [] };
  const held = config.agent === undefined ? [] : await agentKeys(config.agent);
  const files = (await Promise.all(config.identityFiles.map(keyFile))).filter(
    (file) => file !== undefined,
  );
  const isHeld = (file: KeyFile): boolean => held.some(({ blob }) => isSame(file, blob));
  const named = files.flatMap((file) => held.filter(({ blob }) => isSame(file, blob)));
  const others = held.filter((key) => !named.includes(key));
  const fromAgent = config.identitiesOnly ? named : [...new Set([...named, ...others])];
  const alone = files.filter((file) => file.hasPrivate && !isHeld(file));
  return {
    keys: [
      ...fromAgent.map(({ blob, comment, type }): Identity => {
        const name = `${comment || type} of the agent`;
        return { name, blob, from: 'agent', path: config.agent ?? '' };
      }),
      ...alone
        .filter(({ problem }) => problem === undefined)
        .map((file): Identity => ({
          name: file.path,
          blob: file.public?.blob,
          from: 'file',
          path: file.path,
        })),
    ],
    unusable: files.flatMap(({ path, problem }) => (problem ? [`${path}: ${problem}`] : [])),
    asksSsh: [
      ...fromAgent.filter(({ type }) => isOnlySsh(type)).map(({ type }) => `${type} in the agent`),
      ...files
        .filter((file) => file.hasCertificate || isOnlySsh(file.public?.type ?? ''))
        .map(({ path, hasCertificate }) =>
          hasCertificate ? `the certificate of ${path}` : `the security key ${path}`,
        ),
    ],
  };
};

const isSame = (file: KeyFile, blob: Buffer): boolean => file.public?.blob.equals(blob) === true;

/** Security keys and certificates; the ssh2 package can do neither. */
const isOnlySsh = (type: string): boolean => type.startsWith('sk-') || type.includes('-cert-v');
