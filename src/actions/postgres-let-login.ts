import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { changeRole, readRole, roleArgs, roleSeal, roleState, type Role } from './planning/role.ts';
import { identifier } from './planning/server-change.ts';

/** As the server writes it: `infinity`, or a time with its zone. */
const time = z.string().regex(/^(infinity|\d{4,6}-\d\d-\d\d[ T][\d:.]+([+-][\d:]+|Z)?)$/);

const args = roleArgs.extend({
  login: z.boolean().default(true),
  /** Until when its password counts. */
  until: time.default('infinity'),
});

export const postgresLetLogin = defineAction({
  name: 'postgres.let-login',
  doc: 'Lets a role of PostgreSQL log in, or not, and says until when its password counts.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, former } = read.value;
    const name = roleState(role.server, role.name);
    const state = { [name]: roleSeal(context, role) };
    if (isSo(given, former)) {
      const nothingToDo = `the role ${role.name} is so already`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const now = `${former.login ? 'LOGIN' : 'NOLOGIN'} VALID UNTIL '${former.until}'`;
    const shows = [
      `${sqlOf(given, former)}   -- now ${now}`,
      `as the superuser, in ${role.server.Name}`,
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, former } = read.value;
    if (isSo(given, former)) return [];
    const { container } = given;
    return [{ action: 'postgres.let-login', with: { container, role: role.name, ...former } }];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, former } = read.value;
    if (isSo(given, former)) return nothingDone(`The role ${role.name} was so already.`);
    const may = given.login ? 'may log in' : 'may not log in any more';
    return changeRole(context, role, sqlOf(given, former), `The role ${role.name} ${may}.`);
  },
});

type Given = z.output<typeof args>;
type Ability = Pick<Given, 'login' | 'until'>;

/** A limit that is as it should be is not written: none at all is kept apart from infinity. */
const sqlOf = ({ role, login, until }: Given, former: Ability): string => {
  const limit = sameTime(until, former.until) ? '' : ` VALID UNTIL '${until}'`;
  return `ALTER ROLE ${identifier(role)} ${login ? 'LOGIN' : 'NOLOGIN'}${limit}`;
};

const sameTime = (a: string, b: string): boolean => a === b || Date.parse(a) === Date.parse(b);

const isSo = ({ login, until }: Given, former: Ability): boolean =>
  login === former.login && sameTime(until, former.until);

/** No limit counts as one that never comes. */
const planOf = async (
  { container, role: name }: Given,
  context: PlanContext,
): Promise<Read<{ readonly role: Role; readonly former: Ability }>> => {
  const read = await readRole(context, container, name);
  if (!read.ok) return read;
  const { role, server } = read.value;
  const subject = `role ${name} in ${server.Name}`;
  if (role === null) return refused(failure(subject, 'it does not exist', 'not-found'));
  const until = time.safeParse(role.until ?? 'infinity');
  if (!until.success)
    return refused(failure(subject, 'its limit is a time that cannot be put back'));
  return {
    ok: true,
    value: { role: read.value, former: { login: role.login, until: until.data } },
  };
};
