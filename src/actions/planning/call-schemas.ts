import { z } from 'zod';
import { secretSchema } from '../../core/secret.ts';
import { isSecret, type Context } from '../../core/probe.ts';
import type { Failure } from '../../core/outcome.ts';
import type { Secret } from '../../core/target.ts';
import { refused, type Read } from '../../probes/reading/container.ts';

/** A value that may be a secret: as it is, or by reference. */
export const secretText = z.union([z.string(), secretSchema]);

export const absolutePath = z.string().regex(/^\/[^\0]*[^/\0]$/, 'must be an absolute path');

export const valueOf = (context: Context, text: string | Secret): Read<string> => {
  const value = isSecret(text) ? context.reveal(text) : text;
  if (value !== undefined) return { ok: true, value };
  return refused(failure('secret', 'its value is no longer in memory: look at the target anew'));
};

export const failure = (
  subject: string,
  detail: string,
  outcome: Failure['outcome'] = 'unreadable',
): Failure => ({ outcome, subject, detail });
