import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import type { Failure } from '../core/outcome.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { carriedOut, nothingDone } from './planning/carried-out.ts';
import { sha256 } from './planning/file-write.ts';
import {
  heldByAnother,
  heldLock,
  lockedFolder,
  ownerFile,
  ownerWords,
  targetTime,
  untilOurs,
  type Held,
} from './planning/lock-place.ts';

const args = lockedFolder.extend({
  /** Whose lock it is; another's stays. */
  who: z.string().min(1),
});

export const projectUnlock = defineAction({
  name: 'project.unlock',
  doc: 'Takes the mark away that says who is at work on a project.',
  args,
  preview: async (given, context) => {
    const read = await own(given, context);
    if (!read.ok) return read.failure;
    const name = `lock:${given.folder}`;
    if (!read.value) {
      const nothingToDo = 'it is not locked';
      const state = { [name]: 'free' };
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const state = { [name]: context.seal(ownerWords(read.value)) };
    return { shows: [`rm -r ${read.value.place}`], state, touches: [name], blast: noBlast };
  },
  undo: () => Promise.resolve({ irreversible: 'A lock is taken anew when a fix begins.' }),
  apply: async (given, context) => {
    const nameless = await passed(given, context);
    if (nameless) return nameless;
    const read = await own(given, context);
    if (!read.ok) return read.failure;
    if (!read.value) return nothingDone('It was not locked.');
    const { place, bytes } = read.value;
    const expects = { sha256: sha256(bytes ?? new Uint8Array()) };
    const gone = { kind: 'remove-folder', path: place } as const;
    const told = { kind: 'remove', path: ownerFile(place), expects } as const;
    return carriedOut(context, bytes ? [told, gone] : [gone], 'It is not locked any more.');
  },
});

/** A cut while it was taken, or given back, leaves a lock without a name: it is waited for. */
const passed = async (
  given: z.output<typeof args>,
  context: PlanContext,
): Promise<Failure | undefined> => {
  const [lock, now] = await Promise.all([heldLock(context, given), targetTime(context)]);
  if (!lock.ok) return lock.failure;
  if (!now.ok) return now.failure;
  const ms = lock.value && !lock.value.owner ? untilOurs(lock.value, now.value) : 0;
  if (ms > 0) await context.send({ kind: 'wait', ms });
  return undefined;
};

const own = async (
  given: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Held | undefined>> => {
  const read = await heldLock(context, given);
  if (!read.ok || !read.value) return read;
  if (read.value.owner?.who === given.who) return read;
  const now = await targetTime(context);
  if (!now.ok) return now;
  if (!read.value.owner && untilOurs(read.value, now.value) === 0) return read;
  return refused(heldByAnother(given.folder, read.value));
};
