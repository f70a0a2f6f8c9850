import type { ActionContext, Applied } from '../../core/action.ts';
import { found, type ProbeResult } from '../../core/outcome.ts';
import { failure } from './call-schemas.ts';

/** Runs one program of the host that changes something; what it says is the reason where it fails. */
export const ranWell = async (
  context: ActionContext,
  argv: readonly string[],
  summary: string,
  timeoutMs = 60_000,
): Promise<ProbeResult<Applied>> => {
  const env = { LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const reply = await context.change({ kind: 'run', argv, env, timeoutMs });
  if (!reply.ok) return reply.failure;
  if (reply.exit === 0) return found({ summary });
  const said = new TextDecoder().decode(reply.stderr) + new TextDecoder().decode(reply.stdout);
  const words = said.trim().split('\n').slice(-5).join(' · ');
  const denied = /permission denied|not permitted|are you root|must be (?:run by )?root/i.test(
    said,
  );
  return failure(
    argv.slice(0, 2).join(' '),
    words || `it ended with ${reply.exit}`,
    denied ? 'permission' : 'unreadable',
  );
};
