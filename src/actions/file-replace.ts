import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { readBytes } from '../probes/reading/file-stat.ts';
import { absolutePath, failure, secretText, valueOf } from './planning/call-schemas.ts';
import type { Rewrite } from './planning/file-write.ts';
import { rewriting } from './planning/rewriting.ts';
import { standingFile } from './planning/standing-file.ts';

const args = z
  .object({
    path: absolutePath,
    /** What it is to hold. */
    content: secretText.optional(),
    /** Or a file of the target whose bytes it is to hold; that one stays where it is. */
    from: absolutePath.optional(),
    /** Permission bits of a file that is new: `0o644` is 420. */
    mode: z.number().int().min(0).max(0o777).optional(),
  })
  .refine(({ content, from }) => (content === undefined) !== (from === undefined), {
    error: 'needs either content or from',
  });

const rewriteOf = async (
  { path, content, from, mode }: z.output<typeof args>,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<Rewrite>> => {
  const file = await standingFile(context, path, earlier);
  if (!file.ok) return file;
  const bytes = await contentOf(context, content, from);
  if (!bytes.ok) return bytes;
  const access = mode === undefined ? {} : { access: { mode } };
  return { ok: true, value: { file: file.value, bytes: bytes.value, ...access } };
};

const contentOf = async (
  context: PlanContext,
  content: z.output<typeof secretText> | undefined,
  from = '',
): Promise<Read<Uint8Array>> => {
  if (content !== undefined) {
    const value = valueOf(context, content);
    return value.ok ? { ok: true, value: new TextEncoder().encode(value.value) } : value;
  }
  const read = await readBytes(context, from, { fresh: true, maxBytes: 64 * 1024 * 1024 });
  if (!read.ok) return read;
  if (read.value.bounded) return refused(failure(from, 'it is longer than 64 MiB'));
  return { ok: true, value: read.value.bytes };
};

export const fileReplace = defineAction({
  name: 'file.replace',
  doc: 'Puts another content in place of a file, by renaming a whole new file over it.',
  args,
  ...rewriting(rewriteOf, {
    done: (path) => `${path} holds the new content.`,
    already: (path) => `${path} already held this.`,
  }),
});
