import { createHash } from 'node:crypto';
import type { Request } from './target.ts';

const stable = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex');
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, item]) => [key, stable(item)]);
};

/** Equal requests have equal keys, whoever sends them; `fresh` makes no difference. 12 hex digits. */
export const requestKey = (request: Request): string => {
  const { fresh: _, ...asked } = request;
  return createHash('sha256')
    .update(JSON.stringify(stable(asked)))
    .digest('hex')
    .slice(0, 12);
};
