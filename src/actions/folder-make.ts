import { z } from 'zod';
import { defineAction, noBlast } from '../core/action.ts';
import { orAbsent, statFile } from '../probes/reading/file-stat.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { fileState } from './planning/standing-file.ts';

const args = z.object({
  path: absolutePath,
  mode: z.number().int().min(0).max(0o7777),
  uid: z.number().int().optional(),
  gid: z.number().int().optional(),
});

export const folderMake = defineAction({
  name: 'folder.make',
  doc: 'Makes an empty folder with a mode and an owner.',
  args,
  preview: async ({ path, mode }, context) => {
    const read = orAbsent(await statFile(context, path, { fresh: true }));
    if (!read.ok) return read.failure;
    const name = fileState(path);
    const state = { [name]: read.value?.type ?? 'absent' };
    if (read.value?.type === 'directory') {
      const nothingToDo = `the folder ${path} is there`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    if (read.value) return failure(path, `a ${read.value.type} is in its place`);
    const shows = [`mkdir -m ${mode.toString(8)} ${path}`];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async ({ path }, context) => {
    const read = orAbsent(await statFile(context, path, { fresh: true }));
    if (!read.ok) return read.failure;
    return read.value ? [] : [{ action: 'folder.remove-empty', with: { path } }];
  },
  apply: async ({ path, mode, uid, gid }, context) => {
    const read = orAbsent(await statFile(context, path, { fresh: true }));
    if (!read.ok) return read.failure;
    if (read.value?.type === 'directory') return nothingDone(`The folder ${path} was there.`);
    const owner = uid === undefined || gid === undefined ? {} : { uid, gid };
    const change = { kind: 'make-folder', path, access: { mode, ...owner } } as const;
    return carriedOut(context, [change], `The folder ${path} is there.`);
  },
});
