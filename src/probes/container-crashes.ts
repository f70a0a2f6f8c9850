import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import {
  crashVerdicts,
  firstVerdict,
  secondVerdict,
  type Judged,
  type Sample,
} from '../formats/crash-history.ts';
import type { Inspected } from '../formats/inspect.ts';
import { inspectContainer, type Read } from './reading/container.ts';
import { readClock, readEvents } from './reading/events.ts';

/** Longer than the pause in which the engine takes a container for one that stays up. */
const pauseMs = 12_000;

export const containerCrashes = defineProbe({
  name: 'container.crashes',
  doc: 'Tells whether a container ends again and again, and how: its restarts, what the engine remembers, and a second look.',
  args: z.object({ container: z.string() }),
  data: z.object({
    verdict: z
      .enum(crashVerdicts)
      .describe(
        '`waiting`: made and never started; `ended`: nothing starts it again; `young`: too early to say, and nothing speaks for a loop; `out-of-memory-within`: a process of it was ended, not its first one',
      ),
    state: z.string(),
    restarts: z.number(),
    policy: z.string(),
    exit: z.number().exactOptional(),
    'memory-limit': z.string().exactOptional(),
    since: z.string().exactOptional().describe('Begin of the attempt that ended last, RFC 3339'),
    until: z.string().exactOptional().describe('Its end'),
    why: z.string().describe('The verdict in words'),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container }, context) => {
    const first = await sampleOf(context, container);
    if (!first.ok) return first.failure;
    const known = firstVerdict(first.value);
    if (known) return described(first.value.seen, known);
    const waited = await context.send({ kind: 'wait', ms: pauseMs });
    if (!waited.ok) return waited.failure;
    const second = await sampleOf(context, container);
    if (!second.ok) return second.failure;
    // The engine may have forgotten meanwhile what it still told before.
    const { events } = first.value;
    const newest = events.at(-1)?.at ?? 0;
    const all = [...events, ...second.value.events.filter(({ at }) => at > newest)];
    const sample = { ...second.value, events: all };
    return described(sample.seen, secondVerdict(first.value, sample));
  },
});

const sampleOf = async (context: Context, name: string): Promise<Read<Sample>> => {
  const [read, clock] = await Promise.all([
    inspectContainer(context, name, true),
    readClock(context, true),
  ]);
  if (!read.ok) return read;
  if (!clock.ok) return clock;
  const [seen, now] = [read.value, clock.value];
  // One that does not run has its end in its state.
  if (!seen.State.Running) return { ok: true, value: { seen, now, events: [] } };
  const events = await readEvents(context, seen.Id, now);
  return events.ok ? { ok: true, value: { seen, now, events: events.value } } : events;
};

const described = (seen: Inspected, history: Judged) => {
  if (history.verdict === 'unclear') {
    const detail = `too early to say whether it stays up: ${history.why}`;
    return { outcome: 'unreadable' as const, subject: seen.Name, detail };
  }
  const { verdict, restarts, exit, began, ended, why } = history;
  const { State, HostConfig } = seen;
  const { Name, MaximumRetryCount = 0 } = HostConfig.RestartPolicy ?? { Name: '' };
  const policy = `${Name || 'no'}${MaximumRetryCount > 0 ? `:${MaximumRetryCount}` : ''}`;
  const limit = HostConfig.Memory > 0 ? `${HostConfig.Memory / 1024 / 1024} MiB` : undefined;
  const lines = [
    `state ${State.Status}, restarted ${seen.RestartCount} times by its policy (${policy})`,
    `started ${State.StartedAt}, ended before that or since ${State.FinishedAt}`,
    ...(State.OOMKilled ? ['OOMKilled'] : []),
    why,
  ];
  return found({
    ...{ verdict, state: State.Status, restarts, policy },
    ...(exit !== undefined && { exit }),
    ...(limit !== undefined && { 'memory-limit': limit }),
    ...(began !== undefined && { since: began }),
    ...(ended !== undefined && { until: ended }),
    why,
    excerpt: lines.join('\n'),
  });
};
