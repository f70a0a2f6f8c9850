import type { Condition, Row, Signature, When } from './flow.ts';

/** Conditions as a person says them, before anything was looked at. */

/** `{{container}}` as `<container>`, `{{login.url.host}}` as `<host>`: a value that only a run has. */
export const placeholders = (text: string): string =>
  text.replace(/\{\{\s*(?:[\w-]+\.)*([\w-]+)\??\s*\}\}/g, '<$1>');

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `“${placeholders(value)}”` : String(value);

const oneOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(quoted).join(' or ') : quoted(value);

const conditionWords = (field: string, condition: Condition): string => {
  if (typeof condition !== 'object' || Array.isArray(condition)) {
    return `${field} is ${oneOf(condition)}`;
  }
  if ('exists' in condition)
    return condition.exists ? `there is a ${field}` : `there is no ${field}`;
  if ('not' in condition) return `${field} is not ${oneOf(condition.not)}`;
  if ('contains' in condition) return `${field} contains ${quoted(condition.contains)}`;
  if ('matches' in condition) return `${field} matches ${condition.matches}`;
  if ('above' in condition) return `${field} is above ${quoted(condition.above)}`;
  return `${field} is below ${quoted(condition.below)}`;
};

export const whenWords = (when: When): string =>
  Object.entries(when)
    .map(([field, condition]) => conditionWords(field, condition))
    .join(' and ');

/** What must hold for a row to be taken; its own reason, where the flow gives one. */
export const rowWords = ({ when, because }: Row): string => {
  if (when === undefined) return because === undefined ? 'otherwise' : placeholders(because);
  const words = whenWords(when);
  return because === undefined ? words : `${placeholders(because)} (${words})`;
};

/** The edge of an outcome other than `found`, in words. */
export const outcomeWords = (outcome: string): string =>
  outcome === 'not-found' ? 'it is not there' : `it cannot be seen (${outcome})`;

/** A text that names a flow, its expressions as words: groups by their names, gaps as `…`. */
export const signatureWords = (signature: Signature): string =>
  'contains' in signature ? signature.contains : expressionWords(signature.matches);

// Escaped punctuation is set aside while the operators of the expression are told as words.
const aside = 0xe000;
const group = /\(\?P?<(\w+)>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g;

const expressionWords = (expression: string): string =>
  expression
    .replace(/\\([^\w\s])/g, (_, char: string) => String.fromCharCode(aside + char.charCodeAt(0)))
    .replace(/\(\?[a-z]+\)|^\^|\$$|\\[bB]/g, '')
    .replace(group, (_, name: string) => `<${name.replaceAll('_', '-')}>`)
    .replace(/\\s[+*]?/g, ' ')
    .replace(/(?:\\[dwSDW]|\[[^\]]*\]|\.)(?:[+*?]|\{[\d,]+\})?\??/g, '…')
    .replace(/\(\?:([^()]*)\)(\?)?/g, (_, inner: string, optional?: string) =>
      optional === undefined ? inner.replaceAll('|', ' or ') : '',
    )
    .replace(/.[?*]|(.)\+/g, '$1')
    .replace(/…+/g, '…')
    .replace(/[\ue000-\ue07f]/g, (char) => String.fromCharCode(char.charCodeAt(0) - aside));
