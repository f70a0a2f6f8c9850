import { hostFailure } from './failures.ts';
import type { Asking, SshFailure } from '../ssh-target.ts';
import type { SshConfig } from './config.ts';
import { fingerprint, judgeKey, knownName, type HostKey, type KnownKey } from './known-hosts.ts';

export type Judged =
  /** `remember`: write it down, once the host has proved that it owns the key. */
  | { readonly accepted: true; readonly remember: boolean }
  | { readonly accepted: false; readonly failure: SshFailure };

/** The names to look for: without the port too, as ssh does, where nothing is known with it. */
export const namesOf = ({ hostKeyAlias, hostName, port }: SshConfig): string[] => {
  if (hostKeyAlias !== undefined) return [hostKeyAlias.toLowerCase()];
  return [...new Set([knownName(hostName, port), hostName])];
};

export type Known = {
  readonly name: string;
  readonly keys: readonly KnownKey[];
  /** Lines about the host without its port: they can vouch for a key, and revoke one. */
  readonly elsewhere: readonly KnownKey[];
};

/** Whether to go on with a host that shows this key. Nothing is sent to it before. */
export const judgeHost = async (
  shown: HostKey,
  { config, known, ask }: { config: SshConfig; known: Known; ask: Asking | undefined },
): Promise<Judged> => {
  const shownPrint = fingerprint(shown.key);
  const here = judgeKey(known.keys, shown);
  const there = judgeKey(known.elsewhere, shown);
  const isSettled =
    there.verdict === 'revoked' || (there.verdict === 'known' && here.verdict === 'unknown');
  const verdict = isSettled ? there : here;
  switch (verdict.verdict) {
    case 'known':
      return { accepted: true, remember: false };
    case 'revoked':
      return refuse(
        `${known.name} shows a host key that is revoked in ${verdict.by.place} (${shown.type} ${shownPrint}). Nothing was sent to it.`,
        `Ask the host's owner why it still uses that key; do not connect to it before.`,
      );
    case 'changed':
      return refuse(
        `The host key of ${known.name} has changed: ${knownWords(verdict.known)}, and the host shows ${shownPrint}. It may have been set up anew, or somebody is in between. Nothing was sent to it.`,
        `Ask the host's owner for the fingerprint. If it is the new one: ${removal(known.name, verdict.known)}`,
      );
    case 'unknown':
      return judgeUnknown(shown, { config, known, ask }, verdict.others);
  }
};

const judgeUnknown = async (
  shown: HostKey,
  { config, known, ask }: { config: SshConfig; known: Known; ask: Asking | undefined },
  others: readonly KnownKey[],
): Promise<Judged> => {
  const print = `${shown.type} ${fingerprint(shown.key)}`;
  const also = others.length === 0 ? '' : `; known are ${knownWords(others)}`;
  // A host with known keys that shows a key of another type is not new to us: a person must look.
  const isNew = others.length === 0;
  switch (config.strictness) {
    case 'yes':
      return refuse(
        `The host key of ${known.name} is not known (${print}${also}), and StrictHostKeyChecking is set.`,
        `Add its key to ${config.userKnownHosts[0] ?? 'known_hosts'}, after comparing the fingerprint with its owner's.`,
      );
    case 'accept-new':
    case 'no':
      if (isNew) return { accepted: true, remember: true };
      break;
    case 'ask':
      break;
  }
  if (ask === undefined) {
    return refuse(
      `The host key of ${known.name} is not known (${print}${also}), and nobody can be asked.`,
      `Run \`ssh ${config.alias}\` once on a terminal and compare the fingerprint, or add its key to ${config.userKnownHosts[0] ?? 'known_hosts'}.`,
    );
  }
  const answer = await ask.hostKey({
    host: known.name,
    type: shown.type,
    fingerprint: fingerprint(shown.key),
    ...(isNew ? {} : { others: others.map(knownWord) }),
  });
  if (answer !== 'no') return { accepted: true, remember: answer === 'remember' };
  return refuse(
    `The host key of ${known.name} was not accepted (${print}). Nothing was sent to it.`,
    `Ask the host's owner for the fingerprint, then connect again.`,
  );
};

const refuse = (message: string, next: string): Judged => ({
  accepted: false,
  failure: hostFailure('host-key', message, next),
});

const knownWord = ({ type, key, place }: KnownKey): string =>
  `${type} ${fingerprint(key)} in ${place}`;
const knownWords = (known: readonly KnownKey[]): string => known.map(knownWord).join(', ');

const removal = (name: string, known: readonly KnownKey[]): string => {
  const files = [...new Set(known.map(({ place }) => place.replace(/:\d+$/, '')))];
  return files.map((file) => `ssh-keygen -R '${name}' -f '${file}'`).join(' && ');
};
