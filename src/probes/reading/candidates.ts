import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { secretSchema } from '../../core/secret.ts';
import type { Secret } from '../../core/target.ts';
import { credentials, type Credentials } from './credentials.ts';

/** Everything that an application may have been meant to log in with. */
export const candidates = {
  container: credentials.describe('What the application itself would send'),
  declared: credentials.optional().describe('What compose would give it now'),
  created: credentials.optional().describe('What the container was created with'),
  whole: z
    .array(z.object({ user: z.string(), database: z.string(), password: secretSchema }))
    .optional()
    .describe('What other readers of the same files see'),
};

export type Candidates = {
  readonly container: Credentials;
  readonly declared?: Credentials | undefined;
  readonly created?: Credentials | undefined;
  readonly whole?: readonly Single[] | undefined;
};

export type Single = {
  readonly user: string;
  readonly database: string;
  readonly password: Secret | undefined;
};

/** Which of them the server takes; `some`: not every client would send it; `unsent`: there is none to send. */
export const accepted = [
  'container',
  'declared',
  'whole',
  'created',
  'literal',
  'some',
  'none',
  'unsent',
  'unknown',
] as const;
export type Accepted = (typeof accepted)[number];

/** One attempt's end: taken, not taken, or not to be told. */
export type Tried = boolean | undefined;

export const singles = ({ user, database, passwords }: Credentials): readonly Single[] =>
  passwords.length === 0
    ? [{ user, database, password: undefined }]
    : passwords.map((password) => ({ user, database, password }));

/** Asks in the order in which an answer would explain the most; stops at the first that is taken. */
export const firstAccepted = async (
  { container, declared, created, whole = [] }: Candidates,
  attempt: (single: Single) => Promise<Tried>,
): Promise<Accepted> => {
  const seen: Tried[] = [];
  const tries = async (all: readonly Single[]): Promise<readonly Tried[]> => {
    const results: Tried[] = [];
    for (const single of all) results.push(await attempt(single));
    seen.push(...results);
    return results;
  };
  // With a broken setting the client never gets to send anything.
  const own = await tries(
    container.passwords.length > 0 || container.broken === 'no' ? singles(container) : [],
  );
  const taken = own.includes(true);
  if (taken && own.every((each) => each === true) && container.broken === 'no') return 'container';
  const sent = (of: Credentials | undefined): readonly Single[] =>
    of?.broken === 'no' ? singles(of) : [];
  if ((await tries(sent(declared))).includes(true)) return 'declared';
  const { user, database, repaired, literal } = container;
  const mended = repaired ? [{ user, database, password: repaired }] : [];
  if ((await tries([...mended, ...whole])).includes(true)) return 'whole';
  if ((await tries(sent(created))).includes(true)) return 'created';
  const plain = literal ? [{ user, database, password: literal }] : [];
  if ((await tries(plain)).includes(true)) return 'literal';
  if (taken) return 'some';
  if (seen.includes(undefined)) return 'unknown';
  return container.passwords.length === 0 && container.broken === 'no' ? 'unsent' : 'none';
};

export const passwordOf = (context: Context, { password }: Single): string | undefined =>
  password && context.reveal(password);
