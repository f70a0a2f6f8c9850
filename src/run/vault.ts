import { createHmac, randomBytes } from 'node:crypto';
import { mapStrings, sanitise } from '../core/clean.ts';
import { redactPatterns, scrub } from '../core/redact.ts';
import type { Secret, Shape } from '../core/target.ts';

/** Holds secrets in memory only; everybody else holds references. */
export type Vault = {
  readonly key: Uint8Array;
  secret(value: string): Secret;
  reveal(secret: Secret): string | undefined;
  /** Equal values have equal seals, which tell nothing of them; nothing is kept. */
  seal(value: string | Uint8Array): string;
  /** Container, role or database names: never treated as a secret's value in free text. */
  name(value: string): void;
  /** The gate: redacts, then sanitises every string of a value. */
  clean<Value>(value: Value): Value;
};

const placeholder = /^(?:change-?me|<.*>|\$\{.*\}|x{3,}|todo|secret|your[-_ ].*|ENC\[.*|age1.*)$/i;

const shapeOf = (value: string, equalsAName: boolean): Shape => ({
  length: [...value].length,
  edgeBlank: value !== value.trim(),
  carriageReturn: value.includes('\r'),
  quoted: /^(["']).*\1$/s.test(value),
  urlSpecial: [...new Set([...value].filter((character) => '@:/#?%'.includes(character)))].join(''),
  placeholder: placeholder.test(value.trim()),
  ...(equalsAName && { equalsAName: true }),
});

const wellKnown = ['postgres', 'default', 'redis', 'root', 'admin', 'public', 'localhost'];

export const createVault = (key: Uint8Array = randomBytes(32)): Vault => {
  const values = new Map<string, string>();
  const secrets = new Map<string, string>();
  const names = new Set(wellKnown);
  const text = (raw: string): string => sanitise(redactPatterns(scrub(raw, secrets)));
  return {
    key,
    secret: (value) => {
      const fingerprint = createHmac('sha256', key).update(value).digest('hex').slice(0, 12);
      values.set(fingerprint, value);
      if (!names.has(value)) secrets.set(value, fingerprint);
      return { fingerprint, shape: shapeOf(value, names.has(value)) };
    },
    reveal: ({ fingerprint }) => values.get(fingerprint),
    seal: (value) =>
      createHmac('sha256', key).update('seal\0').update(value).digest('hex').slice(0, 16),
    name: (value) => {
      names.add(value);
      secrets.delete(value);
    },
    clean: <Value>(value: Value): Value => mapStrings(value, text) as Value,
  };
};
