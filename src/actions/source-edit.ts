import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { envMask } from './planning/env-mask.ts';
import {
  isWritten,
  previewWrite,
  undoWrite,
  writeChange,
  type Rewrite,
} from './planning/file-write.ts';
import { standingFile } from './planning/standing-file.ts';

const args = z.object({
  path: absolutePath,
  /** The text that stands there once, with as much around it as it takes to be the only one. */
  replace: z.string().min(1),
  by: z.string().min(1),
});

export const sourceEdit = defineAction({
  name: 'source.edit',
  doc: 'Puts one passage of a YAML file, Dockerfile or script in the place of another.',
  args,
  preview: async (given, context, earlier) => {
    const read = await editOf(given, context, earlier);
    return read.ok ? previewWrite(context, read.value) : read.failure;
  },
  undo: async (given, context) => {
    const read = await editOf(given, context);
    return read.ok ? undoWrite(context, read.value) : read.failure;
  },
  apply: async (given, context) => {
    const read = await editOf(given, context);
    if (!read.ok) return read.failure;
    if (isWritten(read.value)) return nothingDone(`${given.path} already says so.`);
    const change = writeChange(context, read.value);
    return carriedOut(context, [change], `${read.value.file.path} says so now.`);
  },
});

/** As bytes: what stands around the passage is not read, and not written otherwise. */
const editOf = async (
  { path, replace, by }: z.output<typeof args>,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<Rewrite>> => {
  const read = await standingFile(context, path, earlier);
  if (!read.ok) return read;
  const file = read.value;
  if (!file.stat) return refused(failure(path, 'it is not there', 'not-found'));
  const mask = envMask(path, context);
  const more = mask ? { mask } : {};
  const [all, former, wanted] = [file.bytes, replace, by].map((each) =>
    Buffer.from(each).toString('latin1'),
  );
  const parts = (all ?? '').split(former ?? '');
  // Where the new passage holds the former one, it would be found again in it.
  if (
    (all ?? '').includes(wanted ?? '') &&
    wanted !== '' &&
    (parts.length === 1 || wanted?.includes(former ?? ''))
  ) {
    return { ok: true, value: { file, bytes: file.bytes, ...more } };
  }
  if (parts.length === 1) {
    return refused(failure(path, 'the passage that is to be replaced is not in it'));
  }
  if (parts.length > 2) {
    return refused(failure(path, `the passage stands in it ${parts.length - 1} times`));
  }
  const bytes = new Uint8Array(Buffer.from(parts.join(wanted), 'latin1'));
  return { ok: true, value: { file, bytes, ...more } };
};
