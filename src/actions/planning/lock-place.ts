import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import type { Failure } from '../../core/outcome.ts';
import { joined } from '../../formats/paths.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { orAbsent, readBytes, statFile } from '../../probes/reading/file-stat.ts';
import { absolutePath, failure } from './call-schemas.ts';

/** Who works on a project now. The times are the target's. */
const owner = z.object({ who: z.string(), since: z.string(), until: z.string() });
export type Owner = z.output<typeof owner>;

export const lockedFolder = z.object({
  /** The compose project's folder, or whatever else two operators would both work on. */
  folder: absolutePath,
  /** Whether the lock may stand in it. */
  inside: z.boolean().default(true),
});
export type LockedFolder = z.output<typeof lockedFolder>;

/** Where a lock may stand, best first: the project's folder, else the system's folder for locks. */
export const lockPlaces = ({ folder, inside }: LockedFolder): readonly string[] => {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return [
    ...(inside ? [joined(folder, '.deploy-doctor.lock')] : []),
    ...['/run/lock', '/var/lock', '/tmp'].map((each) => `${each}/deploy-doctor-${name}.lock`),
  ];
};

export const ownerFile = (place: string): string => `${place}/owner`;

export type Held = {
  readonly place: string;
  /** Absent: it was taken this moment, or its taker was cut before he wrote his name. */
  readonly owner?: Owner;
  /** Of the folder, seconds since the epoch. */
  readonly made: number;
  readonly bytes?: Uint8Array;
};

/** The lock that stands, wherever that is. */
export const heldLock = async (
  context: PlanContext,
  locked: LockedFolder,
): Promise<Read<Held | undefined>> => {
  const places = lockPlaces(locked);
  const stats = await Promise.all(
    places.map(async (place) => orAbsent(await statFile(context, place, { fresh: true }))),
  );
  for (const [at, stat] of stats.entries()) {
    const place = places[at] ?? '';
    if (!stat.ok) return stat;
    if (stat.value?.type !== 'directory') continue;
    const read = orAbsent(await readBytes(context, ownerFile(place), { fresh: true }));
    if (!read.ok) return read;
    const { mtime: made } = stat.value;
    if (!read.value) return { ok: true, value: { place, made } };
    const { bytes } = read.value;
    const parsed = owner.safeParse(jsonOf(bytes));
    return {
      ok: true,
      value: { place, made, bytes, ...(parsed.success && { owner: parsed.data }) },
    };
  }
  return { ok: true, value: undefined };
};

const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Whoever was cut before he wrote his name does not come back to do so. */
const namelessSeconds = 30;

export const hasRunOut = ({ owner: by, made }: Held, nowMs: number): boolean =>
  by ? Date.parse(by.until) <= nowMs : (made + namelessSeconds) * 1000 <= nowMs;

/** Of one's own lock that was given back by half: so old that nobody else is just taking it. */
const ownNamelessSeconds = 5;

export const untilOurs = ({ made }: Held, nowMs: number): number =>
  Math.max(0, (made + ownNamelessSeconds + 1) * 1000 - nowMs);

export const ownerWords = ({ place, owner: by }: Pick<Held, 'place' | 'owner'>): string =>
  by ? `${by.who} since ${by.since}, until ${by.until} at most (${place})` : `somebody (${place})`;

const heldWords = 'it is locked by';

export const heldByAnother = (folder: string, held: Pick<Held, 'place' | 'owner'>): Failure =>
  failure(folder, `${heldWords} ${ownerWords(held)}`);

/** Whether that is why a lock was not taken: everything else stops nobody. */
export const isHeldByAnother = ({ detail }: Failure): boolean => detail.startsWith(heldWords);

/** The target's time, milliseconds since the epoch. */
export const targetTime = async (context: PlanContext): Promise<Read<number>> => {
  const reply = await context.send({ kind: 'clock' });
  if (!reply.ok) return refused(reply.failure);
  const parsed = z.object({ at: z.string() }).safeParse(reply.json);
  const at = parsed.success ? Date.parse(parsed.data.at) : Number.NaN;
  return Number.isNaN(at)
    ? refused(failure('clock', 'the target tells no time'))
    : { ok: true, value: at };
};
