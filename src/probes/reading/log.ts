import type { Context } from '../../core/probe.ts';
import { plainLog, timedLines, type TimedLine } from '../../formats/log-stream.ts';
import { notFound } from '../../core/outcome.ts';
import { engineWords, refused, type Read } from './container.ts';

export type LogRead = {
  /** Without the engine's frames and timestamps. */
  readonly text: string;
  readonly lines: readonly TimedLine[];
  /** Not everything was read: what is not there may all the same have been written. */
  readonly bounded: boolean;
  /** What was read, in words: `the last 2000 lines`. */
  readonly extent: string;
};

export type LogOptions = {
  /** RFC 3339: only what was written from then on. */
  readonly since?: string;
  /** The last so many lines. */
  readonly tailLines?: number;
  readonly maxBytes?: number;
  readonly fresh?: true;
};

/** The end of a container's log, stdout and stderr in the order of writing. */
export const readLog = async (
  context: Context,
  container: string,
  { since, tailLines = 2000, maxBytes = 4 * 1024 * 1024, fresh }: LogOptions = {},
): Promise<Read<LogRead>> => {
  const reply = await context.send({
    kind: 'docker',
    method: 'GET',
    path: `/containers/${encodeURIComponent(container)}/logs`,
    query: {
      stdout: '1',
      stderr: '1',
      timestamps: '1',
      tail: String(tailLines),
      ...(since !== undefined && { since: String(Date.parse(since) / 1000) }),
    },
    maxBytes,
    ...(fresh && { fresh }),
  });
  if (!reply.ok) return refused(reply.failure);
  const subject = `log of ${container}`;
  if (reply.status === 404) return refused(notFound(subject, engineWords(reply)));
  if (reply.status !== 200) {
    return refused({ outcome: 'unreadable', subject, detail: engineWords(reply) });
  }
  const bytes = plainLog(reply.stdout ?? new Uint8Array());
  const lines = timedLines(new TextDecoder().decode(bytes));
  const cut = reply.truncated === true;
  const full = lines.length >= tailLines;
  return {
    ok: true,
    value: {
      text: lines.map(({ text }) => text).join('\n'),
      lines,
      bounded: cut || full,
      extent: cut
        ? `the first ${maxBytes / 1024} kB of the last ${tailLines} lines`
        : full
          ? `the last ${tailLines} lines`
          : `${lines.length} lines, all there are${since === undefined ? '' : ` since ${since}`}`,
    },
  };
};
