import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { joined } from '../../formats/paths.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { orAbsent, readBytes, statFile } from '../../probes/reading/file-stat.ts';
import { failure } from './call-schemas.ts';

/** Who works on a project now. The times are the target's. */
const owner = z.object({ who: z.string(), since: z.string(), until: z.string() });
export type Owner = z.output<typeof owner>;

/** Where a lock may stand, best first: the project's folder, else the system's folder for locks. */
export const lockPlaces = (folder: string): readonly string[] => {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return [
    joined(folder, '.deploy-doctor.lock'),
    ...['/run/lock', '/var/lock', '/tmp'].map((each) => `${each}/deploy-doctor-${name}.lock`),
  ];
};

export const ownerFile = (place: string): string => `${place}/owner`;

export type Held = {
  readonly place: string;
  /** Absent: it was taken this moment, or its taker was cut before he wrote his name. */
  readonly owner?: Owner;
  readonly bytes?: Uint8Array;
};

/** The lock that stands, wherever that is. */
export const heldLock = async (
  context: PlanContext,
  folder: string,
): Promise<Read<Held | undefined>> => {
  for (const place of lockPlaces(folder)) {
    const stat = orAbsent(await statFile(context, place, { fresh: true }));
    if (!stat.ok) return stat;
    if (stat.value?.type !== 'directory') continue;
    const read = orAbsent(await readBytes(context, ownerFile(place), { fresh: true }));
    if (!read.ok) return read;
    if (!read.value) return { ok: true, value: { place } };
    const { bytes } = read.value;
    const parsed = owner.safeParse(jsonOf(bytes));
    return { ok: true, value: { place, bytes, ...(parsed.success && { owner: parsed.data }) } };
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

export const ownerWords = ({ place, owner: by }: Held): string =>
  by ? `${by.who} since ${by.since}, until ${by.until} at most (${place})` : `somebody (${place})`;

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
