import { z } from 'zod';

/** What the engine remembers of a container's life; health checks' own runs are left out. */
export type ContainerEvent = {
  readonly container: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: 'start' | 'die' | 'oom' | 'kill' | 'unhealthy' | 'destroy';
  /** Of `die`. */
  readonly exit?: number;
  /** Of `kill`: the number that somebody had the engine send. */
  readonly signal?: number;
};

const line = z.object({
  Action: z.string(),
  timeNano: z.number(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
});

const kinds: Readonly<Record<string, ContainerEvent['what']>> = {
  start: 'start',
  die: 'die',
  oom: 'oom',
  kill: 'kill',
  'health_status: unhealthy': 'unhealthy',
  destroy: 'destroy',
};

/** `GET /events`: a JSON object a line, oldest first. What is no such line is passed over. */
export const containerEventsOf = (text: string): readonly ContainerEvent[] =>
  text.split('\n').flatMap((each): readonly ContainerEvent[] => {
    const parsed = line.safeParse(jsonOf(each));
    if (!parsed.success) return [];
    const { Action, timeNano, Actor } = parsed.data;
    const what = kinds[Action];
    if (what === undefined) return [];
    const { name = '', exitCode, signal } = Actor.Attributes ?? {};
    return [
      {
        ...{ container: name, id: Actor.ID, at: timeNano / 1e6, what },
        ...(exitCode !== undefined && { exit: Number(exitCode) }),
        ...(signal !== undefined && { signal: Number(signal) }),
      },
    ];
  });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
