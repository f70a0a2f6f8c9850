import type { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { parentOf } from '../formats/paths.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { askSuperuser, superuserOf } from '../probes/reading/superuser.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { literal } from './planning/server-change.ts';
import {
  dumpArgs,
  dumpState,
  freeBytes,
  lastingPlace,
  mebibytes,
  readDump,
  type Dump,
} from './planning/dump.ts';

/** Written beside its place, proven, and renamed into it; a file that came there meanwhile stays. */
const script = `
set -eu
umask 077
part="$1.part"
trap 'rm -f "$part"' EXIT
pg_dump -Fc -w -U "$2" -d "$3" -f "$part"
pg_restore --list "$part" > /dev/null
ln "$part" "$1"
`;

export const postgresDump = defineAction({
  name: 'postgres.dump',
  doc: 'Writes a dump of a database of PostgreSQL in its container, and proves that it can be read.',
  args: dumpArgs,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { dump, needed, free } = read.value;
    const { server, name } = dump.database;
    const state = { [dumpState(dump)]: dump.size === undefined ? 'absent' : `${dump.size} bytes` };
    if (dump.size !== undefined) {
      const nothingToDo = `${dump.path} is there already: name another path for a newer dump`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `pg_dump -Fc -d ${name} -f ${dump.path}   # in ${server.Name}`,
      `pg_restore --list ${dump.path}   # proves that it can be read`,
      `The database is ${mebibytes(needed)}, and ${mebibytes(free)} are free there; a dump is mostly smaller.`,
      lastingPlace(dump),
      'Only its owner may read it. The database goes on being used meanwhile.',
    ];
    return { shows, state, touches: [dumpState(dump)], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    return read.value.dump.size === undefined
      ? [{ action: 'postgres.remove-dump', with: { ...given } }]
      : [];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { server, name } = read.value.dump.database;
    const { path } = given;
    if (read.value.dump.size !== undefined) return nothingDone(`${path} was there.`);
    const argv = ['sh', '-c', script, 'sh', path, superuserOf(server), name];
    const reply = await context.change({ kind: 'run', in: server.Id, argv, timeoutMs: 3_600_000 });
    if (!reply.ok) return reply.failure;
    if (reply.exit === 0) return found({ summary: `${path} holds ${name}, and can be read.` });
    const words = new TextDecoder().decode(reply.stderr).trim().split('\n').slice(-5).join(' · ');
    return failure(`dump of ${name} in ${server.Name}`, words || `it ended with ${reply.exit}`);
  },
});

type Plan = { readonly dump: Dump; readonly needed: number; readonly free: number };

const planOf = async (
  given: z.output<typeof dumpArgs>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  const dump = await readDump(context, given);
  if (!dump.ok) return dump;
  const { database, size, path } = dump.value;
  const { server, name, owner } = database;
  const subject = `database ${name} in ${server.Name}`;
  if (owner === null) return refused(failure(subject, 'it does not exist', 'not-found'));
  if (size !== undefined) return { ok: true, value: { dump: dump.value, needed: 0, free: 0 } };
  const [told, free] = await Promise.all([
    askSuperuser(context, server, `select pg_database_size(${literal(name)})::text`),
    freeBytes(context, database, parentOf(path)),
  ]);
  if (!told.ok) return told;
  if (!free.ok) return free;
  const needed = Number(told.value.value);
  if (!Number.isFinite(needed)) return refused(failure(subject, 'its size cannot be read'));
  if (free.value < needed) {
    const words = `it is ${mebibytes(needed)}, and ${mebibytes(free.value)} are free at ${parentOf(path)}`;
    return refused(failure(subject, words));
  }
  return { ok: true, value: { dump: dump.value, needed, free: free.value } };
};
