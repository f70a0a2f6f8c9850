import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { socketsIn, type Socket } from '../../formats/proc-net.ts';
import { refused, type Read } from './container.ts';

/** What it listens for; a socket of the IPv6 table may be for IPv4 alone. */
export type Listener = Socket & { readonly family: 'IPv4' | 'IPv6' };

/**
 * Listening sockets in the network of a process, read from the host: nothing is started in the
 * container, and it needs no tool there.
 */
export const listenersOf = async (
  context: Context,
  pid: number,
  fresh?: true,
): Promise<Read<readonly Listener[]>> => {
  const tables = await Promise.all(
    (['tcp', 'tcp6'] as const).map((table) =>
      context.send({ kind: 'read', path: `/proc/${pid}/net/${table}`, ...(fresh && { fresh }) }),
    ),
  );
  const listeners: Listener[] = [];
  for (const [index, reply] of tables.entries()) {
    // A kernel without IPv6 has no tcp6: that is an answer.
    if (!reply.ok && index === 1 && reply.failure.outcome === 'not-found') continue;
    if (!reply.ok) return refused(gone(reply.failure, pid));
    if (reply.truncated) return refused(tooMany(pid));
    for (const socket of socketsIn(new TextDecoder().decode(reply.stdout))) {
      const family = socket.address.includes(':') ? 'IPv6' : 'IPv4';
      if (socket.state === 'listen') listeners.push({ ...socket, family });
    }
  }
  return { ok: true, value: listeners };
};

/** The process ended, or belongs to an engine on another machine: we cannot see, which is no "no". */
const gone = (failure: Failure, pid: number): Failure =>
  failure.outcome === 'not-found'
    ? {
        outcome: 'unreadable',
        subject: failure.subject,
        detail: `process ${pid} of the container is not on this host`,
      }
    : failure;

const tooMany = (pid: number): Failure => ({
  outcome: 'unreadable',
  subject: `/proc/${pid}/net`,
  detail: 'it has more sockets than were read',
});
