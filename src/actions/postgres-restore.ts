import type { z } from 'zod';
import { defineAction, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { superuserOf } from '../probes/reading/superuser.ts';
import { envOf } from '../formats/inspect.ts';
import { failure } from './planning/call-schemas.ts';
import { contentOf, databaseBlast, databaseState } from './planning/database.ts';
import {
  dumpArgs,
  dumpState,
  freeBytes,
  mebibytes,
  provenDump,
  readDump,
  type Dump,
} from './planning/dump.ts';

const cannot =
  'What is restored stays: it goes with the database, which was empty before, and can be made anew.';

export const postgresRestore = defineAction({
  name: 'postgres.restore',
  doc: 'Restores a dump into a database of PostgreSQL that is there and holds nothing, whole or not at all.',
  args: dumpArgs,
  irreversible: cannot,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { dump, entries, free } = read.value;
    const { path, size = 0, database } = dump;
    return {
      shows: [
        `pg_restore --single-transaction -d ${database.name} ${path}   # in ${database.server.Name}`,
        `The dump can be read: ${entries} entries, ${mebibytes(size)}; ${mebibytes(free)} are free for the data.`,
        `The database ${database.name} holds nothing now. Where one entry fails, none is kept.`,
      ],
      state: { [dumpState(dump)]: `${size} bytes`, [databaseState(database)]: 'empty' },
      touches: [databaseState(database)],
      blast: await databaseBlast(context, database),
      irreversible: cannot,
    };
  },
  undo: () => Promise.resolve({ irreversible: cannot }),
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { server, name } = read.value.dump.database;
    const argv = [
      ...['pg_restore', '--exit-on-error', '--single-transaction', '-w', '-U', superuserOf(server)],
      ...['-d', name, given.path],
    ];
    const reply = await context.change({ kind: 'run', in: server.Id, argv, timeoutMs: 3_600_000 });
    if (!reply.ok) return reply.failure;
    if (reply.exit === 0) return found({ summary: `${name} holds what the dump held.` });
    const words = new TextDecoder().decode(reply.stderr).trim().split('\n').slice(-5).join(' · ');
    return failure(`database ${name} in ${server.Name}`, `nothing is restored: ${words}`);
  },
});

type Plan = { readonly dump: Dump; readonly entries: number; readonly free: number };

/** An empty database alone: nothing that somebody put in is ever overwritten. */
const planOf = async (
  given: z.output<typeof dumpArgs>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  const read = await readDump(context, given);
  if (!read.ok) return read;
  const dump = read.value;
  const { database, size, path } = dump;
  const subject = `database ${database.name} in ${database.server.Name}`;
  if (database.owner === null) return refused(failure(subject, 'it does not exist', 'not-found'));
  if (size === undefined) return refused(failure(path, 'it is not there', 'not-found'));
  const content = await contentOf(context, database);
  if (!content.ok) return content;
  if (content.value > 0) {
    const words = `it holds ${content.value} objects already: a dump is restored into an empty one only`;
    return refused(failure(subject, words));
  }
  const data = envOf(database.server).get('PGDATA') ?? '/var/lib/postgresql/data';
  const [entries, free] = await Promise.all([
    provenDump(context, dump, false),
    freeBytes(context, database, data),
  ]);
  if (!entries.ok) return entries;
  if (!free.ok) return free;
  // A dump is compressed: what it holds may take several times as much.
  if (free.value < size * 5) {
    const words = `the dump is ${mebibytes(size)}, and ${mebibytes(free.value)} are free for what it holds`;
    return refused(failure(subject, words));
  }
  return { ok: true, value: { dump, entries: entries.value, free: free.value } };
};
