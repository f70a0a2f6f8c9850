import { z } from 'zod';
import { defineAction, isFailure, type PlanContext, type Preview } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { absolutePath, failure, secretText, valueOf } from './planning/call-schemas.ts';
import { envMask } from './planning/env-mask.ts';
import type { Rewrite } from './planning/file-write.ts';
import { rewriting } from './planning/rewriting.ts';
import { standingFile } from './planning/standing-file.ts';

const args = z.object({
  path: absolutePath,
  /** The text that stands there once, with as much around it as it takes to be the only one. */
  replace: secretText,
  by: secretText,
  /** What the change rests on: shown above it. */
  because: z.array(z.string()).default([]),
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
  const [old, now] = [valueOf(context, replace), valueOf(context, by)];
  if (!old.ok) return old;
  if (!now.ok) return now;
  if (old.value === '' || now.value === '') {
    return refused(failure(path, 'a passage is never empty'));
  }
  const mask = envMask(path, context);
  const more = mask ? { mask } : {};
  const [all, former, wanted] = [file.bytes, old.value, now.value].map((each) =>
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

const edit = rewriting(editOf, {
  done: (path) => `${path} says so now.`,
  already: (path) => `${path} said so already.`,
});

export const sourceEdit = defineAction({
  name: 'source.edit',
  doc: 'Puts one passage of a YAML file, Dockerfile or script in the place of another.',
  args,
  ...edit,
  preview: async (given, context, earlier) => {
    const preview = await edit.preview(given, context, earlier);
    if (isFailure(preview)) return preview;
    return { ...preview, shows: [...given.because, ...preview.shows] };
  },
});
