import { defineAction, noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { dumpArgs, dumpState, provenDump, readDump } from './planning/dump.ts';

export const postgresRemoveDump = defineAction({
  name: 'postgres.remove-dump',
  doc: 'Removes a dump from a container, if it is one of this database.',
  args: dumpArgs,
  irreversible: 'The dump is gone; another one holds the database as it is then.',
  preview: async (given, context) => {
    const dump = await readDump(context, given);
    if (!dump.ok) return dump.failure;
    const { path, size } = dump.value;
    const name = dumpState(dump.value);
    const state = { [name]: size === undefined ? 'absent' : `${size} bytes` };
    if (size === undefined) {
      const nothingToDo = `${path} is not there`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const proven = await provenDump(context, dump.value, true);
    if (!proven.ok) return proven.failure;
    const shows = [`rm ${path}   # in ${dump.value.database.server.Name}`];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: () => Promise.resolve({ irreversible: 'It is a way back itself.' }),
  apply: async (given, context) => {
    const dump = await readDump(context, given);
    if (!dump.ok) return dump.failure;
    const { path, size, database } = dump.value;
    if (size === undefined) return nothingDone(`${path} was not there.`);
    const proven = await provenDump(context, dump.value, true);
    if (!proven.ok) return proven.failure;
    const argv = ['rm', '--', path];
    const reply = await context.change({ kind: 'run', in: database.server.Id, argv });
    if (!reply.ok) return reply.failure;
    if (reply.exit === 0) return found({ summary: `${path} is removed.` });
    return failure(path, new TextDecoder().decode(reply.stderr).trim());
  },
});
