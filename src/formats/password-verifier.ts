import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

/** How `pg_authid.rolpassword` keeps a password; `other` is a form that this program cannot judge. */
export type StoredKind = 'none' | 'scram' | 'md5' | 'other';

const scram = /^SCRAM-SHA-256\$(\d{1,7}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/;

export const storedKind = (stored: string | null | undefined): StoredKind => {
  if (stored === null || stored === undefined || stored === '') return 'none';
  if (scram.test(stored)) return 'scram';
  return /^md5[0-9a-f]{32}$/.test(stored) ? 'md5' : 'other';
};

/**
 * Would the server take this password? Worked out here, in memory: no login is attempted, so
 * nothing appears in the server's log. Undefined: the stored form cannot be judged.
 */
export const matchesStored = (
  stored: string,
  user: string,
  password: string,
): boolean | undefined => {
  const kind = storedKind(stored);
  // An empty password is no password to any client: the server never gets to compare it.
  if (password === '' || kind === 'none') return false;
  if (kind === 'md5') {
    return stored === `md5${createHash('md5').update(password).update(user).digest('hex')}`;
  }
  const [, iterations, salt, storedKey] = scram.exec(stored) ?? [];
  if (iterations === undefined || salt === undefined || storedKey === undefined) return undefined;
  const count = Number(iterations);
  // A count that would take minutes is a trap, not a password.
  if (count < 1 || count > 1_000_000) return undefined;
  const wanted = Buffer.from(storedKey, 'base64');
  return [...new Set([prepared(password), password])].some((text) => {
    const salted = pbkdf2Sync(text, Buffer.from(salt, 'base64'), count, 32, 'sha256');
    const clientKey = createHmac('sha256', salted).update('Client Key').digest();
    const key = createHash('sha256').update(clientKey).digest();
    return key.length === wanted.length && timingSafeEqual(key, wanted);
  });
};

/** What the server itself would store for this password; the password stays here. `salt`: 16 bytes. */
export const scramVerifier = (password: string, salt: Uint8Array): string => {
  const count = 4096;
  const salted = pbkdf2Sync(prepared(password), salt, count, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  const salt64 = Buffer.from(salt).toString('base64');
  return `SCRAM-SHA-256$${count}:${salt64}$${stored}:${key('Server Key').toString('base64')}`;
};

/** SASLprep as far as it changes a password that people can type: spaces, invisible marks, NFKC. */
const prepared = (password: string): string =>
  password
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/g, '')
    .normalize('NFKC');
