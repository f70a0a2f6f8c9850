import { randomBytes } from 'node:crypto';

/** `20261123T031209Z-7f3a`: sorts by time, and two in one second differ. */
export const sessionId = (now: Date = new Date()): string => {
  const time = now
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return `${time}-${randomBytes(2).toString('hex')}`;
};
