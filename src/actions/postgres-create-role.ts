import type { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { matchesStored } from '../formats/password-verifier.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure, valueOf } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import {
  changeRole,
  passwordArgs,
  readRole,
  roleSeal,
  roleState,
  verifierFor,
  verifierLiteral,
  type Role,
} from './planning/role.ts';
import { identifier } from './planning/server-change.ts';

export const postgresCreateRole = defineAction({
  name: 'postgres.create-role',
  doc: 'Makes a role of PostgreSQL that may log in, with a password that the server never sees.',
  args: passwordArgs,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role } = read.value;
    const name = roleState(role.server, role.name);
    const state = { [name]: roleSeal(context, role) };
    if (role.role) {
      const nothingToDo = `the role ${role.name} is there, with this password`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `CREATE ROLE ${identifier(role.name)} LOGIN PASSWORD '…'   # a SCRAM-SHA-256 verifier, worked out here`,
      `as the superuser, in ${role.server.Name}`,
      'It owns nothing and may do no more than log in: what it needs besides is granted apart.',
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, verifier } = read.value;
    if (role.role) return [];
    const { container } = given;
    const expects = context.seal(verifier);
    return [{ action: 'postgres.drop-role', with: { container, role: role.name, expects } }];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, verifier } = read.value;
    if (role.role) return nothingDone(`The role ${role.name} was there, with this password.`);
    context.secret(verifier);
    const sql = `CREATE ROLE ${identifier(role.name)} LOGIN PASSWORD ${verifierLiteral(verifier)}`;
    return changeRole(context, role, sql, `The role ${role.name} is there.`);
  },
});

const planOf = async (
  { container, role: name, password }: z.output<typeof passwordArgs>,
  context: PlanContext,
): Promise<Read<{ readonly role: Role; readonly verifier: string }>> => {
  const read = await readRole(context, container, name);
  if (!read.ok) return read;
  const plain = valueOf(context, password);
  if (!plain.ok) return plain;
  const role = read.value;
  const subject = `role ${name} in ${role.server.Name}`;
  if (plain.value === '') return refused(failure(subject, 'an empty password is none'));
  if (role.role && matchesStored(role.role.verifier ?? '', name, plain.value) !== true) {
    return refused(failure(subject, 'it is there already, with another password'));
  }
  return { ok: true, value: { role, verifier: verifierFor(context, role, plain.value) } };
};
