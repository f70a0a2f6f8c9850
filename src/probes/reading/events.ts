import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { containerEventsOf, type ContainerEvent } from '../../formats/container-events.ts';
import { engineWords, refused, type Read } from './container.ts';

const clock = z.object({ at: z.string() });

/** The target's clock, in milliseconds. */
export const readClock = async (context: Context, fresh?: true): Promise<Read<number>> => {
  const reply = await context.send({ kind: 'clock', ...(fresh && { fresh }) });
  if (!reply.ok) return refused(reply.failure);
  const parsed = clock.safeParse(reply.json);
  const now = parsed.success ? Date.parse(parsed.data.at) : NaN;
  if (!Number.isNaN(now)) return { ok: true, value: now };
  const detail = 'the clock gave no time';
  return refused({ outcome: 'unreadable', subject: 'clock', detail });
};

/** How far back is asked; the engine keeps its last 256 events of all kinds, whatever their age. */
const backMs = 3_600_000;

/** What the engine remembers of a container's life, oldest first. An empty answer proves nothing. */
export const readEvents = async (
  context: Context,
  container: string,
  now: number,
): Promise<Read<readonly ContainerEvent[]>> => {
  const reply = await context.send({
    kind: 'docker',
    method: 'GET',
    path: '/events',
    query: {
      since: String(Math.floor((now - backMs) / 1000)),
      // Without an end the engine would go on telling.
      until: String(Math.floor(now / 1000) + 1),
      filters: JSON.stringify({
        type: ['container'],
        container: [container],
        event: ['start', 'die', 'oom', 'kill', 'health_status'],
      }),
    },
    fresh: true,
  });
  if (!reply.ok) return refused(reply.failure);
  if (reply.status !== 200) {
    return refused({ outcome: 'unreadable', subject: '/events', detail: engineWords(reply) });
  }
  return { ok: true, value: containerEventsOf(new TextDecoder().decode(reply.stdout)) };
};
