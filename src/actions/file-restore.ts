import { z } from 'zod';
import { defineAction, noBlast, type PlanContext, type Preview } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { readBytes, statFile } from '../probes/reading/file-stat.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { carriedOut } from './planning/carried-out.ts';
import { diffLines } from './planning/diff-lines.ts';
import { expected } from './planning/file-write.ts';
import { envMask } from './planning/env-mask.ts';
import { fileSeal, fileState, standingFile, type StandingFile } from './planning/standing-file.ts';

const args = z.object({
  path: absolutePath,
  backup: absolutePath,
  /** Seal of the bytes that the path holds now; anything else is somebody else's, and stays. */
  expects: z.string(),
  /** Seal of the bytes that the backup holds: once they stand at the path again, it is done. */
  former: z.string().optional(),
});

export const fileRestore = defineAction({
  name: 'file.restore',
  doc: 'Puts the former file back in its place: the very file, with its owner, mode and times.',
  args,
  preview: async (given, context) => {
    const { path, backup } = given;
    const done = await isBack(given, context);
    if (done) return done;
    const both = await standing(given, context);
    if (!both.ok) return both.failure;
    const { file, former } = both.value;
    const [name, kept] = [fileState(path), fileState(backup)];
    return {
      shows: [
        ...diffLines(path, file.bytes, former, envMask(path, context)),
        `${backup} becomes ${path} again, with its owner, mode and times.`,
      ],
      state: { [name]: fileSeal(context, file), [kept]: context.seal(former) },
      touches: [name, kept],
      becomes: { [name]: former },
      blast: noBlast,
    };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'It is a way back itself: the fix can be chosen again.' }),
  apply: async (given, context) => {
    const both = await standing(given, context);
    if (!both.ok) return both.failure;
    const { path, backup } = given;
    const change = { kind: 'restore', path, backup, expects: expected(both.value.file) } as const;
    return carriedOut(context, [change], `${path} is the former file again.`);
  },
});

/** The backup is gone, and what it held stands at the path. */
const isBack = async (
  { path, backup, former }: z.output<typeof args>,
  context: PlanContext,
): Promise<Preview | undefined> => {
  if (former === undefined) return undefined;
  const [file, kept] = await Promise.all([
    standingFile(context, path),
    statFile(context, backup, { fresh: true }),
  ]);
  if (kept.ok || kept.failure.outcome !== 'not-found') return undefined;
  if (!file.ok || file.value.path !== path || context.seal(file.value.bytes) !== former) {
    return undefined;
  }
  const nothingToDo = `${path} is the former file already`;
  const state = { [fileState(path)]: fileSeal(context, file.value) };
  return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
};

type Both = { readonly file: StandingFile; readonly former: Uint8Array };

const standing = async (
  { path, backup, expects }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Both>> => {
  const file = await standingFile(context, path);
  if (!file.ok) return file;
  const kept = await statFile(context, backup, { fresh: true });
  if (!kept.ok) return kept;
  if (kept.value.type !== 'file') {
    return refused(failure(backup, `it is a ${kept.value.type}, not the file that was kept`));
  }
  if (file.value.path !== path) return refused(failure(path, 'it has become a link'));
  if (!file.value.stat || context.seal(file.value.bytes) !== expects) {
    const words = 'it does not hold what the fix wrote: somebody changed it since, and it stays';
    return refused(failure(path, words));
  }
  const former = await readBytes(context, backup, { fresh: true, maxBytes: 16 * 1024 * 1024 });
  if (!former.ok) return former;
  return { ok: true, value: { file: file.value, former: former.value.bytes } };
};
