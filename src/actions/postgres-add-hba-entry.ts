import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { storedKind } from '../formats/password-verifier.ts';
import type { HbaRule } from '../formats/hba.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { isWritten, previewWrite, undoWrite, writeChange } from './planning/file-write.ts';
import { readHba, type HbaFile } from './planning/hba-file.ts';
import { readRole, roleArgs } from './planning/role.ts';
import { changeServer } from './planning/server-change.ts';

const args = roleArgs.extend({ database: z.string().min(1) });
type Given = z.output<typeof args>;

const reload = 'select pg_reload_conf()';

export const postgresAddHbaEntry = defineAction({
  name: 'postgres.add-hba-entry',
  doc: "Adds a rule to a server's pg_hba.conf that lets one role into one database from its own networks, and has the server read it.",
  args,
  preview: async (given, context, earlier) => {
    const read = await planOf(given, context, earlier);
    if (!read.ok) return read.failure;
    const { rewrite, hba, line } = read.value;
    const preview = await previewWrite(context, rewrite);
    if (preview.nothingToDo !== undefined && !isRead(hba)) {
      const { nothingToDo: _, ...rest } = preview;
      const shows = [`${reload}   # the rule stands in ${hba.file.path}, and is not in force yet`];
      return { ...rest, shows };
    }
    if (preview.nothingToDo !== undefined) return preview;
    const more = [
      `${reload}   # as the superuser, in ${hba.server.Name}: sessions that are open stay open`,
      `The rule is: ${line}`,
      'samenet is every network that the server itself is in; nobody else is let in by it.',
    ];
    return { ...preview, shows: [...preview.shows, ...more] };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const calls = undoWrite(context, read.value.rewrite);
    const { container } = given;
    return calls.length === 0 ? [] : [...calls, { action: 'postgres.reload', with: { container } }];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { rewrite, hba, line } = read.value;
    const summary = `${hba.server.Name} goes by a new rule: ${line}`;
    if (!isWritten(rewrite)) {
      const written = await carriedOut(context, [writeChange(context, rewrite)], summary);
      if (written.outcome !== 'found') return written;
    } else if (isRead(hba)) return nothingDone(`${hba.file.path} already had this rule.`);
    return changeServer(context, hba, { sql: reload, summary });
  },
});

/** Whether what stands in the file is in force. */
const isRead = ({ file, loaded }: HbaFile): boolean =>
  file.stat !== undefined && file.stat.mtime <= Math.ceil(loaded);

type Plan = {
  readonly hba: HbaFile;
  readonly line: string;
  readonly rewrite: { readonly file: HbaFile['file']; readonly bytes: Uint8Array };
};

const planOf = async (
  { container, role: user, database }: Given,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<Plan>> => {
  const [read, role] = await Promise.all([
    readHba(context, container, earlier),
    readRole(context, container, user),
  ]);
  if (!read.ok) return read;
  if (!role.ok) return role;
  const hba = read.value;
  const no = (words: string): Read<Plan> => refused(failure(hba.file.path, words));
  if (/["\r\n]/.test(user + database))
    return no('a name with quotes or line ends is not written here');
  if (!hba.file.stat) return no('it is not there');
  if (hba.rules.some(({ error }) => error)) return no('it has a line that the server cannot read');
  const method = storedKind(role.value.role?.verifier) === 'md5' ? 'md5' : 'scram-sha-256';
  const line = `host "${database}" "${user}" samenet ${method}`;
  // As bytes: whatever else stands in it stays.
  const text = Buffer.from(hba.file.bytes).toString('latin1');
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const wanted = Buffer.from(line).toString('latin1');
  if (lines.some((each) => each.trim() === wanted)) {
    return { ok: true, value: { hba, line, rewrite: { file: hba.file, bytes: hba.file.bytes } } };
  }
  const at = firstRejecting(hba.rules, user, database) ?? lines.length + 1;
  const head = lines.slice(0, at - 1).join('');
  const open = head !== '' && !head.endsWith('\n') ? '\n' : '';
  const made = `${head}${open}${wanted}\n${lines.slice(at - 1).join('')}`;
  const bytes = new Uint8Array(Buffer.from(made, 'latin1'));
  return { ok: true, value: { hba, line, rewrite: { file: hba.file, bytes } } };
};

/** The rule must stand above one that turns the role away: the first that fits counts. */
const firstRejecting = (
  rules: readonly HbaRule[],
  user: string,
  database: string,
): number | undefined =>
  rules.find(
    ({ type, auth_method: method, user_name: users, database: databases }) =>
      type?.startsWith('host') &&
      method === 'reject' &&
      (users ?? []).some((name) => name === 'all' || name === user) &&
      (databases ?? []).some((name) => name === 'all' || name === database),
  )?.line_number ?? undefined;
