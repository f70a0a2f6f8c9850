import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { expected } from './planning/file-write.ts';
import { fileSeal, fileState, standingFile, type StandingFile } from './planning/standing-file.ts';

const args = z.object({
  path: absolutePath,
  /** Seal of the bytes that it holds; a file that holds others stays. */
  expects: z.string(),
});

export const fileRemove = defineAction({
  name: 'file.remove',
  doc: 'Removes a file that a fix made, as long as it still holds what the fix wrote.',
  args,
  preview: async (given, context) => {
    const file = await standing(given, context);
    if (!file.ok) return file.failure;
    const { path } = given;
    const name = fileState(path);
    const state = { [name]: fileSeal(context, file.value) };
    if (!file.value.stat) {
      const nothingToDo = `${path} is not there`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const size = file.value.bytes.length;
    return { shows: [`remove ${path} (${size} bytes)`], state, touches: [name], blast: noBlast };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'It is a way back itself: the fix can be chosen again.' }),
  apply: async (given, context) => {
    const file = await standing(given, context);
    if (!file.ok) return file.failure;
    const { path } = given;
    if (!file.value.stat) return nothingDone(`${path} was not there.`);
    const change = { kind: 'remove', path, expects: expected(file.value) } as const;
    return carriedOut(context, [change], `${path} is removed.`);
  },
});

const standing = async (
  { path, expects }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<StandingFile>> => {
  const file = await standingFile(context, path);
  if (!file.ok || !file.value.stat) return file;
  if (file.value.path !== path) return refused(failure(path, 'it has become a link'));
  if (context.seal(file.value.bytes) === expects) return file;
  const words = 'it does not hold what the fix wrote: somebody changed it since, and it stays';
  return refused(failure(path, words));
};
