import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { startTicks } from '../../formats/proc-pid.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { readText } from '../../probes/reading/file-stat.ts';
import { describeProcess, type ProcessSeen } from '../../probes/reading/processes.ts';
import { failure } from './call-schemas.ts';

/** A process by its number and its start: a number alone may be another's by now. */
export const processArgs = z.object({
  pid: z.number().int().min(2),
  /** When it was started, as a look told it. */
  since: z.string(),
  /** Seconds to wait until it has ended. */
  within: z.number().int().min(1).max(3600).default(10),
});

export const processState = (pid: number): string => `process:${pid}`;

export type OneProcess = { readonly seen: ProcessSeen; readonly ticks: number };

/** Undefined: it has ended, whatever bears its number now. */
export const oneProcess = async (
  context: PlanContext,
  { pid, since }: { readonly pid: number; readonly since: string },
): Promise<Read<OneProcess | undefined>> => {
  const stat = await readText(context, `/proc/${pid}/stat`, { fresh: true });
  if (!stat.ok) {
    return stat.failure.outcome === 'not-found' ? { ok: true, value: undefined } : stat;
  }
  // One that nobody has waited for yet holds its number, and nothing else.
  const state = stat.value.slice(stat.value.lastIndexOf(')') + 2)[0];
  const ticks = startTicks(stat.value);
  const seen = await describeProcess(context, pid);
  if (ticks === undefined || seen.since === undefined) {
    return refused(failure(`process ${pid}`, 'when it was started could not be seen'));
  }
  const other = Math.abs(Date.parse(seen.since) - Date.parse(since)) >= 1000;
  return { ok: true, value: other || state === 'Z' || state === 'X' ? undefined : { seen, ticks } };
};

/** Looks again and again until it has ended; undefined: it has not, in that time. */
export const ended = async (
  context: PlanContext,
  given: z.output<typeof processArgs>,
): Promise<Read<boolean>> => {
  const everyMs = 250;
  for (let waitedMs = 0; ; waitedMs += everyMs) {
    const read = await oneProcess(context, given);
    if (!read.ok) return read;
    if (!read.value) return { ok: true, value: true };
    if (waitedMs >= given.within * 1000) return { ok: true, value: false };
    const waited = await context.send({ kind: 'wait', ms: everyMs });
    if (!waited.ok) return refused(waited.failure);
  }
};
