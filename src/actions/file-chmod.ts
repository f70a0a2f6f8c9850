import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import type { FileStat } from '../core/target.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { statFile } from '../probes/reading/file-stat.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { fileState } from './planning/standing-file.ts';

const bits = z.number().int().min(0).max(0o7777);

const args = z
  .object({
    path: absolutePath,
    /** Permission bits that it is to have. */
    mode: bits.optional(),
    /** Or bits to set beside those that it has: 73 (`0o111`) makes it executable. */
    add: bits.optional(),
  })
  .refine(({ mode, add }) => (mode === undefined) !== (add === undefined), {
    error: 'needs either mode or add',
  });

const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

export const fileChmod = defineAction({
  name: 'file.chmod',
  doc: 'Changes the permission bits of a file or folder.',
  args,
  preview: async (given, context) => {
    const read = await standing(given, context);
    if (!read.ok) return read.failure;
    const { stat, mode } = read.value;
    const name = fileState(given.path);
    const state = { [name]: context.seal(`${octal(stat.mode)} ${stat.uid}:${stat.gid}`) };
    if (stat.mode === mode) {
      const nothingToDo = `${given.path} already has the mode ${octal(mode)}`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [`chmod ${octal(mode)} ${given.path}   # now ${octal(stat.mode)}`];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await standing(given, context);
    if (!read.ok) return read.failure;
    const { stat, mode } = read.value;
    return stat.mode === mode
      ? []
      : [{ action: 'file.chmod', with: { path: given.path, mode: stat.mode } }];
  },
  apply: async (given, context) => {
    const read = await standing(given, context);
    if (!read.ok) return read.failure;
    const { stat, mode } = read.value;
    const { path } = given;
    if (stat.mode === mode) return nothingDone(`${path} already had the mode ${octal(mode)}.`);
    const change = { kind: 'chmod', path, mode, expects: stat.mode } as const;
    return carriedOut(context, [change], `${path} has the mode ${octal(mode)}.`);
  },
});

const standing = async (
  { path, mode, add = 0 }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<{ readonly stat: FileStat; readonly mode: number }>> => {
  const read = await statFile(context, path, { fresh: true });
  if (!read.ok) return read;
  const { type } = read.value;
  if (type !== 'file' && type !== 'directory') {
    return refused(failure(path, `it is a ${type}: name the file itself`));
  }
  return { ok: true, value: { stat: read.value, mode: mode ?? read.value.mode | add } };
};
