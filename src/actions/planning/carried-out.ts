import type { ActionContext, Applied } from '../../core/action.ts';
import { found, type ProbeResult } from '../../core/outcome.ts';
import type { Change } from '../../core/change.ts';

/** Sends changes in order and stops at the first that is refused, saying which were made before it. */
export const carriedOut = async (
  context: ActionContext,
  changes: readonly Change[],
  summary: string,
): Promise<ProbeResult<Applied>> => {
  for (const [at, change] of changes.entries()) {
    const reply = await context.change(change);
    if (!reply.ok) {
      if (at === 0) return reply.failure;
      const detail = `${reply.failure.detail} (${at} of ${changes.length} changes were made before it)`;
      return { ...reply.failure, detail };
    }
  }
  return found({ summary });
};

export const nothingDone = (summary: string): ProbeResult<Applied> =>
  found({ summary, nothingToDo: true });
