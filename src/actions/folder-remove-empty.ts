import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import type { FileStat } from '../core/target.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { listFolder, orAbsent, statFile } from '../probes/reading/file-stat.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { fileState } from './planning/standing-file.ts';

const args = z.object({ path: absolutePath });

export const folderRemoveEmpty = defineAction({
  name: 'folder.remove-empty',
  doc: 'Removes a folder in which nothing lies; one that holds anything stays.',
  args,
  preview: async ({ path }, context) => {
    const read = await emptyFolder(path, context);
    if (!read.ok) return read.failure;
    const name = fileState(path);
    const stat = read.value;
    if (!stat) {
      const nothingToDo = `${path} is not there`;
      const state = { [name]: 'absent' };
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const state = { [name]: context.seal(`empty ${stat.mode} ${stat.uid}:${stat.gid}`) };
    return { shows: [`rmdir ${path}`], state, touches: [name], blast: noBlast };
  },
  undo: async ({ path }, context) => {
    const read = await emptyFolder(path, context);
    if (!read.ok) return read.failure;
    if (!read.value) return [];
    const { mode, uid, gid } = read.value;
    return [{ action: 'folder.make', with: { path, mode, uid, gid } }];
  },
  apply: async ({ path }, context) => {
    const read = await emptyFolder(path, context);
    if (!read.ok) return read.failure;
    if (!read.value) return nothingDone(`${path} was not there.`);
    return carriedOut(context, [{ kind: 'remove-folder', path }], `${path} is removed.`);
  },
});

const emptyFolder = async (
  path: string,
  context: PlanContext,
): Promise<Read<FileStat | undefined>> => {
  const stat = orAbsent(await statFile(context, path, { fresh: true }));
  if (!stat.ok || !stat.value) return stat;
  if (stat.value.type !== 'directory') {
    return refused(failure(path, `it is a ${stat.value.type}, not a folder`));
  }
  const listed = await listFolder(context, path, { fresh: true });
  if (!listed.ok) return listed;
  const { length } = listed.value.entries;
  return length === 0 ? stat : refused(failure(path, `it is not empty: ${length} entries in it`));
};
