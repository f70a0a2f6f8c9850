import type {
  ActionContext,
  PlanContext,
  Preview,
  Undo,
  UndoContext,
  Applied,
} from '../../core/action.ts';
import type { Failure, ProbeResult } from '../../core/outcome.ts';
import type { Read } from '../../probes/reading/container.ts';
import { carriedOut, nothingDone } from './carried-out.ts';
import { isWritten, previewWrite, undoWrite, writeChange, type Rewrite } from './file-write.ts';

type Words = {
  readonly done: (path: string) => string;
  readonly already: (path: string) => string;
};

/** An action that gives one file other bytes: only what they are is worked out by each for itself. */
export const rewriting = <Args>(
  rewriteOf: (
    given: Args,
    context: PlanContext,
    earlier?: readonly Preview[],
  ) => Promise<Read<Rewrite>>,
  words: Words,
) => ({
  preview: async (
    given: Args,
    context: PlanContext,
    earlier: readonly Preview[],
  ): Promise<Preview | Failure> => {
    const read = await rewriteOf(given, context, earlier);
    return read.ok ? previewWrite(context, read.value) : read.failure;
  },
  undo: async (given: Args, context: UndoContext): Promise<Undo | Failure> => {
    const read = await rewriteOf(given, context);
    return read.ok ? undoWrite(context, read.value) : read.failure;
  },
  apply: async (given: Args, context: ActionContext): Promise<ProbeResult<Applied>> => {
    const read = await rewriteOf(given, context);
    if (!read.ok) return read.failure;
    const { path } = read.value.file;
    if (isWritten(read.value)) return nothingDone(words.already(path));
    return carriedOut(context, [writeChange(context, read.value)], words.done(path));
  },
});
