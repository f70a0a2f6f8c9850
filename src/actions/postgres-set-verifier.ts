import { z } from 'zod';
import { defineAction, type PlanContext } from '../core/action.ts';
import { storedKind } from '../formats/password-verifier.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure, secretText, valueOf } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import {
  changeRole,
  readRole,
  roleArgs,
  roleBlast,
  roleSeal,
  roleState,
  verifierLiteral,
  type Role,
} from './planning/role.ts';
import { identifier } from './planning/server-change.ts';

const args = roleArgs.extend({
  /** The text that `pg_authid.rolpassword` held; null: none. */
  verifier: secretText.nullable(),
  /** Seal of the text that it holds now; another one is somebody else's, and stays. */
  expects: z.string(),
});

export const postgresSetVerifier = defineAction({
  name: 'postgres.set-verifier',
  doc: 'Puts the stored form of a password back that a role of PostgreSQL had before.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, already } = read.value;
    const name = roleState(role.server, role.name);
    const state = { [name]: roleSeal(context, role) };
    const blast = await roleBlast(context, role);
    if (already) {
      const nothingToDo = `the role ${role.name} has that password already`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    const to = given.verifier === null ? 'NULL' : "'…'   # the text that was kept";
    const shows = [
      `ALTER ROLE ${identifier(role.name)} PASSWORD ${to}`,
      `as the superuser, in ${role.server.Name}`,
    ];
    return { shows, state, touches: [name], blast };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'It is a way back itself: the fix can be chosen again.' }),
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { role, already, wanted } = read.value;
    if (already) return nothingDone(`The role ${role.name} had that password already.`);
    const sql = `ALTER ROLE ${identifier(role.name)} PASSWORD ${verifierLiteral(wanted)}`;
    return changeRole(context, role, sql, `The role ${role.name} has its former password again.`);
  },
});

type Plan = { readonly role: Role; readonly wanted: string | null; readonly already: boolean };

const planOf = async (
  { container, role: name, verifier, expects }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  const read = await readRole(context, container, name);
  if (!read.ok) return read;
  const role = read.value;
  const subject = `role ${name} in ${role.server.Name}`;
  if (role.role === null)
    return refused(failure(subject, 'it does not exist any more', 'not-found'));
  const kept: Read<string> | undefined = verifier === null ? undefined : valueOf(context, verifier);
  if (kept && !kept.ok) return kept;
  const text = kept?.value ?? null;
  if (storedKind(text) === 'other') {
    return refused(failure(subject, 'what was kept is no stored form of a password'));
  }
  const now = role.role.verifier ?? '';
  const already = now === (text ?? '');
  if (!already && context.seal(now) !== expects) {
    const words = 'its password was changed since by somebody else, and stays';
    return refused(failure(subject, words));
  }
  return { ok: true, value: { role, wanted: text, already } };
};
