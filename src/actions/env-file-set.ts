import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { envReaders } from '../formats/env-file.ts';
import { setEnvLine, type EnvSet } from '../formats/env-set.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { absolutePath, failure, secretText, valueOf } from './planning/call-schemas.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { maskEnv } from './planning/env-mask.ts';
import { isWritten, previewWrite, undoWrite, writeChange } from './planning/file-write.ts';
import { standingFile, type StandingFile } from './planning/standing-file.ts';

const args = z.object({
  path: absolutePath,
  name: z.string(),
  value: secretText,
  /** The programs that read this file; they must get the value as it is meant. */
  readers: z.array(z.enum(envReaders)).min(1).default(['compose-2']),
});

export const envFileSet = defineAction({
  name: 'env-file.set',
  doc: 'Gives one variable of an env file another value, and leaves every other byte as it is.',
  args,
  preview: async (given, context, earlier) => {
    const read = await settingOf(given, context, earlier);
    if (!read.ok) return read.failure;
    const { file, set } = read.value;
    const mask = maskEnv(context);
    const preview = await previewWrite(context, { file, bytes: set.bytes, mask });
    if (preview.nothingToDo !== undefined) return preview;
    return { ...preview, shows: [...preview.shows, ...readerLines(given.name, set)] };
  },
  undo: async (given, context) => {
    const read = await settingOf(given, context);
    if (!read.ok) return read.failure;
    return undoWrite(context, { file: read.value.file, bytes: read.value.set.bytes });
  },
  apply: async (given, context) => {
    const read = await settingOf(given, context);
    if (!read.ok) return read.failure;
    const { file, set } = read.value;
    const rewrite = { file, bytes: set.bytes };
    if (isWritten(rewrite)) return nothingDone(`${given.name} already had this value.`);
    const summary = `${given.name} has another value in line ${set.line} of ${file.path}.`;
    return carriedOut(context, [writeChange(context, rewrite)], summary);
  },
});

type Set = Extract<EnvSet, { readonly ok: true }>;

const settingOf = async (
  { path, name, value, readers }: z.output<typeof args>,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<{ readonly file: StandingFile; readonly set: Set }>> => {
  const file = await standingFile(context, path, earlier);
  if (!file.ok) return file;
  const plain = valueOf(context, value);
  if (!plain.ok) return plain;
  const set = setEnvLine(file.value.bytes, { name, value: plain.value, readers });
  if (!set.ok) return refused(failure(path, set.problem));
  return { ok: true, value: { file: file.value, set } };
};

/** What each program will make of it: the same line means different things to them. */
const readerLines = (name: string, { right, otherwise, follow }: Set): readonly string[] => [
  `${name} is read as it is meant by ${right.join(', ')}.`,
  ...(otherwise.length > 0 ? [`Another value is read by ${otherwise.join(', ')}.`] : []),
  ...(follow.length > 0 ? [`With it change, for they refer to it: ${follow.join(', ')}.`] : []),
];
