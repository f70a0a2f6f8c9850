import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { loginVerdict, type LoginVerdict } from '../../formats/postgres-refusal.ts';
import type { Single } from './candidates.ts';
import { refused, unseenIfGone, type Read } from './container.ts';

export const loginVerdicts = [
  'accepted',
  'wrong-password',
  'password-asked',
  'no-such-role',
  'no-such-database',
  'not-permitted',
  'no-hba-entry',
  'starting',
  'other',
] as const satisfies readonly LoginVerdict[];

export type LoggedIn = { readonly verdict: LoginVerdict; readonly words: string };

export type Server = { readonly address: string; readonly port: number };

const answer = z.object({
  verdict: z.enum(['accepted', 'refused']),
  code: z.string().optional(),
  message: z.string().optional(),
});

/**
 * A real handshake. The address must be the one that the application's packets come to: inside the
 * postgres image its own loopback and socket are trusted, so there every password would be right.
 */
export const logIn = async (
  context: Context,
  { address, port }: Server,
  { user, database, password }: Single,
): Promise<Read<LoggedIn>> => {
  const reply = await context.send({
    kind: 'postgres',
    host: address,
    port,
    user,
    database,
    ...(password && { password }),
  });
  // No session says that a thing is not there: only the answer itself may.
  if (!reply.ok) return refused(unseenIfGone(reply.failure));
  const parsed = answer.safeParse(reply.json);
  if (!parsed.success) {
    const detail = 'the answer to a login has another form than expected';
    return refused({ outcome: 'unreadable', subject: `${address}:${port}`, detail });
  }
  const { verdict, code, message } = parsed.data;
  if (verdict === 'accepted')
    return { ok: true, value: { verdict, words: 'the login was accepted' } };
  const words = [code, message].filter(Boolean).join(' ');
  return { ok: true, value: { verdict: loginVerdict(code, message), words } };
};
