import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import {
  databaseArgs,
  databaseSeal,
  databaseState,
  readDatabase,
  type Database,
} from './planning/database.ts';
import { changeServer, identifier } from './planning/server-change.ts';

const args = databaseArgs.extend({
  /** The role that is to own it. */
  owner: z.string().min(1),
});

export const postgresCreateDatabase = defineAction({
  name: 'postgres.create-database',
  doc: 'Makes a database of PostgreSQL for a role that is there.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const database = read.value;
    const name = databaseState(database);
    const state = { [name]: databaseSeal(context, database) };
    if (database.owner !== null) {
      const nothingToDo = `the database ${database.name} is there, and ${database.owner} owns it`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      sqlOf(given),
      `as the superuser, in ${database.server.Name}`,
      'It is empty: tables come from migrations or a dump. The undo drops it as long as it is empty.',
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { container, database } = given;
    if (read.value.owner !== null) return [];
    return [{ action: 'postgres.drop-database', with: { container, database } }];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { owner, name } = read.value;
    if (owner !== null) return nothingDone(`The database ${name} was there.`);
    const summary = `The database ${name} is there, and empty.`;
    return changeServer(context, read.value, { sql: sqlOf(given), summary, alone: true });
  },
});

const sqlOf = ({ database, owner }: z.output<typeof args>): string =>
  `CREATE DATABASE ${identifier(database)} OWNER ${identifier(owner)}`;

const planOf = async (
  { container, database, owner }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Database>> => {
  const read = await readDatabase(context, container, database);
  if (!read.ok || read.value.owner !== null || read.value.roles.includes(owner)) return read;
  const subject = `database ${database} in ${read.value.server.Name}`;
  return refused(failure(subject, `there is no role ${owner} that could own it`, 'not-found'));
};
