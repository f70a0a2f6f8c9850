import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { envMask } from './planning/env-mask.ts';
import type { Rewrite } from './planning/file-write.ts';
import { rewriting } from './planning/rewriting.ts';
import { standingFile } from './planning/standing-file.ts';

const args = z.object({ path: absolutePath });

const rewriteOf = async (
  { path }: z.output<typeof args>,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<Rewrite>> => {
  const read = await standingFile(context, path, earlier);
  if (!read.ok) return read;
  const file = read.value;
  if (!file.stat) return refused(failure(path, 'it is not there', 'not-found'));
  if (file.bytes.includes(0)) return refused(failure(path, 'it is no text: it holds a NUL'));
  const text = Buffer.from(file.bytes)
    .toString('latin1')
    .replace(/\r+(?=\n|$)/g, '');
  const mask = envMask(path, context);
  const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
  return { ok: true, value: { file, bytes, ...(mask && { mask }) } };
};

export const fileUnixLines = defineAction({
  name: 'file.unix-lines',
  doc: 'Takes the carriage returns away that stand at the ends of the lines of a text file.',
  args,
  ...rewriting<z.output<typeof args>>(rewriteOf, {
    done: (path) => `${path} says so now.`,
    already: (path) => `${path} already says so.`,
  }),
});
