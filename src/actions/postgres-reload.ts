import { z } from 'zod';
import { defineAction, noBlast } from '../core/action.ts';
import { readHba } from './planning/hba-file.ts';
import { changeServer } from './planning/server-change.ts';

const args = z.object({
  /** The container that runs PostgreSQL. */
  container: z.string(),
});

const sql = 'select pg_reload_conf()';

export const postgresReload = defineAction({
  name: 'postgres.reload',
  doc: 'Has a server of PostgreSQL read its settings and rules again; sessions stay open.',
  args,
  preview: async ({ container }, context) => {
    const read = await readHba(context, container);
    if (!read.ok) return read.failure;
    const shows = [`${sql}   # as the superuser, in ${read.value.server.Name}`];
    return { shows, state: {}, touches: [], blast: noBlast };
  },
  undo: () =>
    Promise.resolve({
      irreversible: 'Nothing of it stays: what it reads is what stands in the files.',
    }),
  apply: async ({ container }, context) => {
    const read = await readHba(context, container);
    if (!read.ok) return read.failure;
    const summary = `${read.value.server.Name} goes by what stands in its files.`;
    return changeServer(context, read.value, { sql, summary });
  },
});
