import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { leaseArgv } from '../../formats/snippets.ts';
import { refused, type Read } from './container.ts';

export type Lease = { readonly busy: boolean; readonly words: string };

const tryAgain = 11; // EAGAIN
const denied: readonly number[] = [1, 13]; // EPERM, EACCES

/**
 * May the kernel lease the file for reading? Not while anything holds it open for writing. Python
 * or Perl asks; where one is not there, or does not start, the other is tried.
 */
export const askLease = async (
  context: Context,
  path: string,
  fresh?: true,
): Promise<Read<Lease>> => {
  let last: Failure | undefined;
  for (const program of ['python3', 'perl'] as const) {
    const argv = leaseArgv(program, path);
    const reply = await context.send({
      kind: 'exec',
      argv,
      timeoutMs: 5000,
      ...(fresh && { fresh }),
    });
    if (!reply.ok) {
      // A tool that is missing says least; the other one's words are kept.
      if (last === undefined || reply.failure.outcome !== 'tool-missing') last = reply.failure;
      continue;
    }
    const decoder = new TextDecoder();
    const said = decoder.decode(reply.stdout).trim();
    if (said === 'free') return { ok: true, value: { busy: false, words: `${program}: free` } };
    const code = Number(/^errno (\d+)$/.exec(said)?.[1]);
    if (code === tryAgain) {
      return { ok: true, value: { busy: true, words: `${program}: F_SETLEASE says EAGAIN` } };
    }
    const words = said || decoder.decode(reply.stderr).trim();
    const refusedUs = denied.includes(code) || /permission denied/i.test(words);
    last = {
      outcome: refusedUs ? 'permission' : 'unreadable',
      subject: `lease on ${path}`,
      detail: refusedUs ? `only its owner and root may ask for a lease (${words})` : words,
      ...(refusedUs && { unblock: ['sudo', 'other-user'] as const }),
    };
    if (refusedUs) break;
  }
  if (!last) throw new Error('askLease asked nobody');
  return refused(last);
};
