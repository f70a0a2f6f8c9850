import { createHash } from 'node:crypto';
import { noBlast, type Call, type PlanContext, type Preview } from '../../core/action.ts';
import type { Access, Change, Expected } from '../../core/change.ts';
import { diffLines, equalBytes, placeLines, type Mask } from './diff-lines.ts';
import { mountedInto } from './mounted-into.ts';
import { backupPath, fileSeal, fileState, type StandingFile } from './standing-file.ts';

/** A file that is to hold other bytes than now. */
export type Rewrite = {
  readonly file: StandingFile;
  readonly bytes: Uint8Array;
  /** For a file that is new; one that is there keeps its own. */
  readonly access?: Access;
  readonly mask?: Mask;
};

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** What a file is expected to be right before it is changed: what was read just now. */
export const expected = ({ stat, bytes }: StandingFile): Expected =>
  stat ? { sha256: sha256(bytes) } : 'absent';

/** Already so? The bytes alone count: owner and mode stay. */
export const isWritten = ({ file, bytes }: Rewrite): boolean =>
  file.stat !== undefined && equalBytes(file.bytes, bytes);

export const previewWrite = async (context: PlanContext, rewrite: Rewrite): Promise<Preview> => {
  const { file, bytes, mask } = rewrite;
  const name = fileState(file.path);
  const state = { [name]: fileSeal(context, file) };
  const done = isWritten(rewrite);
  if (done) {
    const nothingToDo = `${file.path} already holds this`;
    return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
  }
  const before = file.stat ? file.bytes : undefined;
  return {
    shows: [
      ...placeLines(file),
      ...diffLines(file.path, before, bytes, mask),
      ...(file.stat ? [`The former file stays as ${backupPath(context, file)}.`] : []),
      ...(await mountedInto(context, file.path)),
    ],
    state,
    touches: [name],
    becomes: { [name]: bytes },
    blast: noBlast,
  };
};

export const undoWrite = (context: PlanContext, rewrite: Rewrite): readonly Call[] => {
  const { file, bytes } = rewrite;
  if (isWritten(rewrite)) return [];
  const now = context.seal(bytes);
  return file.stat
    ? [
        {
          action: 'file.restore',
          with: {
            ...{ path: file.path, backup: backupPath(context, file) },
            ...{ expects: now, former: context.seal(file.bytes) },
          },
        },
      ]
    : [{ action: 'file.remove', with: { path: file.path, expects: now } }];
};

/** A new file that nobody asked a mode for is its owner's alone. */
const ownerOnly: Access = { mode: 0o600 };

export const writeChange = (context: PlanContext, rewrite: Rewrite): Change => {
  const { file, bytes, access = ownerOnly } = rewrite;
  return {
    kind: 'write',
    path: file.path,
    content: bytes,
    expects: expected(file),
    ...(file.stat ? { backup: backupPath(context, file) } : { access }),
  };
};
