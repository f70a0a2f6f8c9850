import { z } from 'zod';
import { defineAction, type PlanContext } from '../core/action.ts';
import { matchesStored, storedKind } from '../formats/password-verifier.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure, valueOf } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import {
  changeRole,
  passwordArgs,
  readRole,
  roleBlast,
  roleSeal,
  roleState,
  verifierFor,
  verifierLiteral,
  type Role,
} from './planning/role.ts';
import { identifier } from './planning/server-change.ts';

const args = passwordArgs.extend({
  /** A form that is older than SCRAM does not count as this password. */
  scram: z.boolean().default(false),
});

export const postgresSetPassword = defineAction({
  name: 'postgres.set-password',
  doc: 'Gives a role of PostgreSQL a password. The server gets a verifier, never the password.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, already } = read.value;
    const name = roleState(role.server, role.name);
    const state = { [name]: roleSeal(context, role) };
    const blast = await roleBlast(context, role);
    if (already) {
      const nothingToDo = `the role ${role.name} already has this password`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    return {
      shows: [
        `ALTER ROLE ${identifier(role.name)} PASSWORD '…'   # a SCRAM-SHA-256 verifier, worked out here`,
        `as the superuser, in ${role.server.Name}, ${role.by === 'socket' ? 'over its own socket' : 'by psql in the container'}`,
        ...formerWords(role),
        'Sessions that are open stay open; a client with the former password cannot log in any more.',
      ],
      state,
      touches: [name],
      blast,
    };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, already, verifier } = read.value;
    if (already) return [];
    const stored = role.role?.verifier ?? '';
    const former = stored === '' ? null : context.secret(stored);
    if (former) await context.keep(former);
    const expects = context.seal(verifier);
    const { container } = given;
    return [
      {
        action: 'postgres.set-verifier',
        with: { container, role: role.name, verifier: former, expects },
      },
    ];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, already, verifier } = read.value;
    if (already) return nothingDone(`The role ${role.name} already had this password.`);
    context.secret(verifier);
    const sql = `ALTER ROLE ${identifier(role.name)} PASSWORD ${verifierLiteral(verifier)}`;
    return changeRole(context, role, sql, `The role ${role.name} has another password.`);
  },
});

type Plan = { readonly role: Role; readonly verifier: string; readonly already: boolean };

const planOf = async (
  { container, role: name, password, scram }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  const read = await readRole(context, container, name);
  if (!read.ok) return read;
  const role = read.value;
  const subject = `role ${name} in ${role.server.Name}`;
  if (role.role === null) return refused(failure(subject, 'it does not exist', 'not-found'));
  const stored = role.role.verifier ?? '';
  if (storedKind(stored) === 'other') {
    return refused(failure(subject, 'its password is kept in a form that could not be put back'));
  }
  const plain = valueOf(context, password);
  if (!plain.ok) return plain;
  if (plain.value === '') return refused(failure(subject, 'an empty password is none'));
  const counts = !scram || storedKind(stored) === 'scram';
  const already = counts && matchesStored(stored, name, plain.value) === true;
  return { ok: true, value: { role, verifier: verifierFor(context, role, plain.value), already } };
};

const formerWords = ({ role }: Role): readonly string[] => {
  switch (storedKind(role?.verifier)) {
    case 'none':
      return ['It has no password now; the undo takes the new one away again.'];
    case 'md5':
      return [
        'Its password is kept as md5 now; clients older than PostgreSQL 10 know only that form.',
        'The stored text is kept, and the undo puts it back exactly.',
      ];
    case 'scram':
    case 'other':
      return ['The stored text is kept, and the undo puts it back exactly.'];
  }
};
