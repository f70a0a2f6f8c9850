import type { z } from 'zod';
import { defineAction, type PlanContext } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import {
  contentOf,
  databaseArgs,
  databaseBlast,
  databaseSeal,
  databaseState,
  readDatabase,
  type Database,
} from './planning/database.ts';
import { changeServer, identifier } from './planning/server-change.ts';

export const postgresDropDatabase = defineAction({
  name: 'postgres.drop-database',
  doc: 'Drops a database of PostgreSQL that a fix made, as long as nothing was put into it.',
  args: databaseArgs,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const database = read.value;
    const name = databaseState(database);
    const state = { [name]: databaseSeal(context, database) };
    const blast = await databaseBlast(context, database);
    if (database.owner === null) {
      const nothingToDo = `the database ${database.name} is not there`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    const shows = [
      sqlOf(database),
      `as the superuser, in ${database.server.Name}`,
      'Nothing was put into it. Who is connected to it is cut off.',
    ];
    return { shows, state, touches: [name], blast };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'It is a way back itself: the fix can be chosen again.' }),
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { owner, name } = read.value;
    if (owner === null) return nothingDone(`The database ${name} was not there.`);
    const summary = `The database ${name} is dropped; it was empty.`;
    return changeServer(context, read.value, { sql: sqlOf(read.value), summary, alone: true });
  },
});

/** Before version 13 a database with sessions cannot be dropped: the server then says so. */
const sqlOf = ({ name, version }: Database): string =>
  `DROP DATABASE ${identifier(name)}${version >= 130_000 ? ' WITH (FORCE)' : ''}`;

const planOf = async (
  { container, database }: z.output<typeof databaseArgs>,
  context: PlanContext,
): Promise<Read<Database>> => {
  const read = await readDatabase(context, container, database);
  if (!read.ok || read.value.owner === null) return read;
  const content = await contentOf(context, read.value);
  if (!content.ok) return content;
  if (content.value === 0) return read;
  const subject = `database ${database} in ${read.value.server.Name}`;
  return refused(failure(subject, `it holds ${content.value} objects by now: it stays`));
};
