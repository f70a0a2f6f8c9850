import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { failure } from './call-schemas.ts';

export const unitArgs = z.object({
  unit: z.string().regex(/^[\w@.:\\-]+$/, 'must be the name of a unit of systemd'),
});

export const unitState = (unit: string): string => `unit:${unit}`;

/** `is-active` and `is-enabled` answer by their exit code, and say the state in a word. */
export const unitIs = async (
  context: PlanContext,
  question: 'is-active' | 'is-enabled',
  unit: string,
): Promise<Read<string>> => {
  const reply = await context.send({ kind: 'exec', argv: ['systemctl', question, unit] });
  if (!reply.ok) return refused(reply.failure);
  const word = new TextDecoder().decode(reply.stdout).trim();
  const said = new TextDecoder().decode(reply.stderr).trim();
  const subject = `unit ${unit}`;
  if (
    /not been booted with systemd|Running in chroot|Failed to connect to bus|Host is down/.test(
      said,
    )
  ) {
    const words =
      'this host was not started with systemd: nothing here starts services by their units';
    return refused(failure(subject, `${words} (${said.split('\n')[0] ?? ''})`, 'tool-missing'));
  }
  if (/could not be found|No such file|not-found/.test(said + word)) {
    return refused(failure(subject, 'there is no such unit on this host', 'not-found'));
  }
  if (word === 'masked') return refused(failure(subject, 'it is masked, so that nobody starts it'));
  return word === ''
    ? refused(failure(subject, said || 'it says nothing'))
    : { ok: true, value: word };
};
