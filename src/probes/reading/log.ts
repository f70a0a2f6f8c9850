import { logLine } from '../../core/log-line.ts';
import { notFound } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { engineWords, refused, type Read } from './container.ts';

export type LogRead = {
  /** Without the engine's timestamps. */
  readonly text: string;
  readonly lines: readonly LineRead[];
  /** Not everything was read: what is not there may all the same have been written. */
  readonly bounded: boolean;
  /** What was read, in words: `the last 2000 lines`. */
  readonly extent: string;
};

export type LineRead = {
  readonly text: string;
  /** RFC 3339, the engine's clock. */
  readonly at?: string;
};

export type LogOptions = {
  /** RFC 3339: only what was written from then on. */
  readonly since?: string;
  readonly tailLines?: number;
  readonly maxBytes?: number;
  readonly fresh?: true;
};

/** The end of a container's log, standard output and error in the order of writing. */
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
  const raw = new TextDecoder().decode(reply.stdout ?? new Uint8Array());
  const lines = raw.split('\n').filter(Boolean).map(withoutSource);
  const cut = reply.truncated === true;
  const full = lines.length >= tailLines;
  const text = lines.map((line) => line.text).join('\n');
  return { ok: true, value: { text, lines, bounded: cut || full, extent: extent() } };

  function extent(): string {
    if (cut) return `its last ${maxBytes / 1024} kB`;
    if (full) return `its last ${tailLines} lines`;
    return `all ${lines.length} lines${since === undefined ? '' : ` since ${since}`}`;
  }
};

const withoutSource = (raw: string): LineRead => {
  const { text, at } = logLine(raw);
  return { text, ...(at !== undefined && { at }) };
};
