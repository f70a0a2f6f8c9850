import type { Blind, Failure, Unblock } from '../core/outcome.ts';
import type { Reply } from '../core/target.ts';

export type Refusal = Extract<Reply, { readonly ok: false }>;

export const refusal = (
  outcome: Failure['outcome'],
  subject: string,
  detail: string,
  unblock?: readonly Unblock[],
): Refusal => ({
  ok: false,
  failure: unblock ? { outcome, subject, detail, unblock } : { outcome, subject, detail },
});

export const stopped = (subject: string): Refusal =>
  refusal('stopped', subject, 'stopped by the operator');

export const timedOut = (subject: string, detail: string): Refusal =>
  refusal('timeout', subject, detail, ['timeout']);

/** The code of a system error, `ECONNREFUSED`; of several tried addresses, the first one's. */
export const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

/** The words of an error; Node leaves them empty where several addresses were tried. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};

const blindness: Readonly<Record<string, Blind>> = {
  EACCES: 'permission',
  EPERM: 'permission',
  ETIMEDOUT: 'timeout',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ECONNABORTED: 'unreachable',
  EPIPE: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
};

/** Why something on the network could not be asked. */
export const networkRefusal = (error: unknown, subject: string): Refusal => {
  const outcome = blindness[codeOf(error)] ?? 'unreadable';
  return refusal(outcome, subject, wordsOf(error), outcome === 'timeout' ? ['timeout'] : undefined);
};

/** Without the call that failed, which only this machine would know: the same words everywhere. */
const fileWords: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ELOOP: 'too many symbolic links',
  ESRCH: 'no such process',
};

/** ESRCH: a file of /proc whose process has ended since it was listed (Linux 6.16 and later). */
const absent: readonly string[] = ['ENOENT', 'ENOTDIR', 'ESRCH'];

/** Why a file could not be looked at. Only "it is not there" is knowledge. */
export const fileRefusal = (error: unknown, path: string): Refusal => {
  const code = codeOf(error);
  const known = fileWords[code];
  const words = known === undefined ? wordsOf(error) : `${code}: ${known}`;
  if (absent.includes(code)) return refusal('not-found', path, words);
  if (code === 'EACCES' || code === 'EPERM') return refusal('permission', path, words, ['sudo']);
  return refusal('unreadable', path, words);
};
