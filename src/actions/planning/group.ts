import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { failure } from './call-schemas.ts';

const name = z.string().regex(/^[a-z_][\w.-]*\$?$/i, 'must be a name, not a number');

export const memberArgs = z.object({ user: name, group: name });
export type Member = z.output<typeof memberArgs>;

export const memberState = ({ user, group }: Member): string => `member:${group}/${user}`;

/** Is a user in a group, by the group's own list? One whose first group it is stands in no list. */
export const isMember = async (
  context: PlanContext,
  { user, group }: Member,
): Promise<Read<'listed' | 'first-group' | 'no'>> => {
  const [account, entry] = await Promise.all([
    lookUp(context, 'passwd', user),
    lookUp(context, 'group', group),
  ]);
  if (!account.ok) return account;
  if (!entry.ok) return entry;
  const [, , , first] = account.value;
  const [, , id, members = ''] = entry.value;
  if (first === id) return { ok: true, value: 'first-group' };
  return { ok: true, value: members.split(',').includes(user) ? 'listed' : 'no' };
};

const lookUp = async (
  context: PlanContext,
  database: 'passwd' | 'group',
  key: string,
): Promise<Read<readonly string[]>> => {
  const argv = ['getent', database, key];
  const reply = await context.send({ kind: 'exec', argv });
  if (!reply.ok) return refused(reply.failure);
  const subject = `${database === 'passwd' ? 'user' : 'group'} ${key}`;
  if (reply.exit === 2) return refused(failure(subject, 'there is none on this host', 'not-found'));
  if (reply.exit !== 0) {
    return refused(failure(subject, new TextDecoder().decode(reply.stderr).trim()));
  }
  return { ok: true, value: new TextDecoder().decode(reply.stdout).trim().split(':') };
};
