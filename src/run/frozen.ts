import type { Call } from '../core/action.ts';
import { isSecret } from '../core/probe.ts';
import type { Secret } from '../core/target.ts';
import type { Vault } from './vault.ts';

/**
 * Arguments of a call as the log can hold them. The gate changes what looks like a secret and what a
 * terminal would obey; a text that it would change is kept in the vault, and a reference stands for
 * it, marked so that nobody takes it for a secret argument.
 */
export const freeze = ({ action, with: args }: Call, vault: Vault): Call => ({
  action,
  with: everyText(args, (text) =>
    vault.clean(text) === text ? text : { frozen: vault.secret(text) },
  ) as Call['with'],
});

/** The arguments as they were given; undefined where the vault has forgotten one. */
export const thaw = ({ with: args }: Call, vault: Vault): Call['with'] | undefined => {
  let forgotten = 0;
  const melt = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(melt);
    if (typeof value !== 'object' || value === null || isSecret(value)) return value;
    if (isFrozen(value)) {
      const text = vault.reveal(value.frozen);
      if (text === undefined) forgotten += 1;
      return text;
    }
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, melt(inner)]));
  };
  const made = melt(args) as Call['with'];
  return forgotten > 0 ? undefined : made;
};

/** Every reference in a call's arguments, those of frozen texts included. */
export const secretsIn = (value: unknown): readonly Secret[] => {
  if (isSecret(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(secretsIn);
  return [];
};

const isFrozen = (value: object): value is { readonly frozen: Secret } =>
  'frozen' in value && isSecret(value.frozen) && Object.keys(value).length === 1;

const everyText = (value: unknown, change: (text: string) => unknown): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => everyText(item, change));
  if (typeof value !== 'object' || value === null || isSecret(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, everyText(inner, change)]),
  );
};
