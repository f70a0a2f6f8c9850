import { z } from 'zod';
import { defineAction, type PlanContext } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import {
  changeRole,
  readRole,
  roleArgs,
  roleBlast,
  roleSeal,
  roleState,
  type Role,
} from './planning/role.ts';
import { identifier } from './planning/server-change.ts';

const args = roleArgs.extend({
  /** Seal of the stored password that the fix gave it. */
  expects: z.string(),
});

export const postgresDropRole = defineAction({
  name: 'postgres.drop-role',
  doc: 'Drops a role of PostgreSQL that a fix made, as long as it is what it was and owns nothing.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const role = read.value;
    const name = roleState(role.server, role.name);
    const state = { [name]: roleSeal(context, role) };
    const blast = await roleBlast(context, role);
    if (role.role === null) {
      const nothingToDo = `the role ${role.name} is not there`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    const shows = [
      `DROP ROLE ${identifier(role.name)}`,
      `as the superuser, in ${role.server.Name}`,
    ];
    return { shows, state, touches: [name], blast };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'It is a way back itself: the fix can be chosen again.' }),
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const role = read.value;
    if (role.role === null) return nothingDone(`The role ${role.name} was not there.`);
    const sql = `DROP ROLE ${identifier(role.name)}`;
    return changeRole(context, role, sql, `The role ${role.name} is dropped.`);
  },
});

const planOf = async (
  { container, role: name, expects }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Role>> => {
  const read = await readRole(context, container, name);
  if (!read.ok || read.value.role === null) return read;
  const { role, server } = read.value;
  const subject = `role ${name} in ${server.Name}`;
  if (context.seal(role.verifier ?? '') !== expects) {
    return refused(failure(subject, 'its password was changed since, and it stays'));
  }
  if (role.owns > 0) {
    return refused(
      failure(subject, `${role.owns} objects or rights depend on it by now: it stays`),
    );
  }
  return read;
};
