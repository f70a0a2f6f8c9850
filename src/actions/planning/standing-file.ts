import type { PlanContext, Preview } from '../../core/action.ts';
import type { Failure } from '../../core/outcome.ts';
import type { FileStat } from '../../core/target.ts';
import { joined, nameOf, parentOf } from '../../formats/paths.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { readBytes, statFile } from '../../probes/reading/file-stat.ts';
import { realPath } from '../../probes/reading/real-path.ts';

/** A file as a plan finds it, or its place where there is none. */
export type StandingFile = {
  /** Where its bytes are: the end of the links, if the path is one. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Absent: nothing is there. */
  readonly stat?: FileStat;
  /** Words for a path that is a link. */
  readonly link?: string;
};

/** Larger files are put in place by a program that somebody chose for them. */
const maxBytes = 256 * 1024 * 1024;

/** Its name in `state` and `touches`. */
export const fileState = (path: string): string => `file:${path}`;

/** What is at a path now, or will be once the earlier calls of the plan are done. */
export const standingFile = async (
  context: PlanContext,
  path: string,
  earlier: readonly Preview[] = [],
): Promise<Read<StandingFile>> => {
  if (!path.startsWith('/') || path.endsWith('/')) {
    return refused(unreadable(path, 'an absolute path of a file is needed'));
  }
  const found = await realPath(context, path);
  if (!found.ok) {
    if (found.failure.outcome !== 'not-found') return found;
    return absentFile(context, joined('/', path), earlier);
  }
  const { path: real, stat } = found.value;
  if (stat.type !== 'file') return refused(unreadable(path, `it is a ${stat.type}, not a file`));
  const read = await readBytes(context, real, { maxBytes, fresh: true });
  if (!read.ok) return read;
  if (read.value.bounded) return refused(unreadable(path, 'it is longer than 256 MiB'));
  const link = joined('/', path) === real ? {} : { link: `${path} leads to ${real}` };
  const bytes = promised(real, earlier) ?? read.value.bytes;
  return { ok: true, value: { path: real, bytes, stat, ...link } };
};

/** A link that leads nowhere is not a free place: what would be written there is not foreseen. */
const absentFile = async (
  context: PlanContext,
  path: string,
  earlier: readonly Preview[],
): Promise<Read<StandingFile>> => {
  const folder = await realPath(context, parentOf(path));
  if (!folder.ok) return folder;
  const real = joined(folder.value.path, nameOf(path));
  const itself = await statFile(context, real, { fresh: true });
  if (itself.ok) return refused(unreadable(path, 'it is a link that leads nowhere'));
  if (itself.failure.outcome !== 'not-found') return itself;
  return { ok: true, value: { path: real, bytes: promised(real, earlier) ?? new Uint8Array() } };
};

const promised = (path: string, earlier: readonly Preview[]): Uint8Array | undefined =>
  earlier.findLast(({ becomes }) => becomes?.[fileState(path)] !== undefined)?.becomes?.[
    fileState(path)
  ];

/** What a plan stands on: the bytes, and who may do what with them. */
export const fileSeal = (context: PlanContext, { bytes, stat, link = '' }: StandingFile): string =>
  stat
    ? context.seal(
        Buffer.concat([
          Buffer.from(`${stat.mode.toString(8)} ${stat.uid ?? ''} ${stat.gid ?? ''} ${link}\n`),
          bytes,
        ]),
      )
    : 'absent';

/** Where the former file stays: beside it, named after what it holds, so that a second try finds it. */
export const backupPath = (context: PlanContext, { path, bytes }: StandingFile): string =>
  `${path}.before-${context.seal(bytes).slice(0, 8)}`;

const unreadable = (subject: string, detail: string): Failure => ({
  outcome: 'unreadable',
  subject,
  detail,
});
