import { z } from 'zod';
import { defineAction, noBlast, type ActionContext, type PlanContext } from '../core/action.ts';
import { found, type Failure } from '../core/outcome.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { nothingDone } from './planning/carried-out.ts';
import { sha256 } from './planning/file-write.ts';
import {
  heldByAnother,
  hasRunOut,
  heldLock,
  lockedFolder,
  lockPlaces,
  ownerFile,
  ownerWords,
  targetTime,
  type Held,
} from './planning/lock-place.ts';

const args = lockedFolder.extend({
  /** Who takes it, in words that the other operator knows: `ann@laptop, session 7f3a`. */
  who: z.string().min(1),
  /** Seconds after which it no longer counts. */
  seconds: z.number().int().min(1).default(900),
});

export const projectLock = defineAction({
  name: 'project.lock',
  doc: 'Says on the target who is at work on a project, so that two operators do not fix it at once.',
  args,
  preview: async (given, context) => {
    const read = await standing(given, context);
    if (!read.ok) return read.failure;
    const { held, mine, expired } = read.value;
    const name = `lock:${given.folder}`;
    const state = { [name]: held && !expired ? context.seal(ownerWords(held)) : 'free' };
    if (mine) {
      const nothingToDo = `it is locked by ${given.who} already`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const [first = ''] = lockPlaces(given);
    const shows = [
      `mkdir ${first}   # for ${given.seconds} seconds at most`,
      ...(held ? [`A lock that has run out is taken over: ${ownerWords(held)}.`] : []),
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await standing(given, context);
    if (!read.ok) return read.failure;
    const { folder, inside, who } = given;
    return read.value.mine ? [] : [{ action: 'project.unlock', with: { folder, inside, who } }];
  },
  apply: async (given, context) => {
    const read = await standing(given, context);
    if (!read.ok) return read.failure;
    const { held, mine, nowMs } = read.value;
    const { folder, who, seconds } = given;
    if (mine) return nothingDone(`It was locked by ${who} already.`);
    if (held) {
      const cleared = await clear(context, held);
      if (cleared) return cleared;
    }
    const [since, until] = [nowMs, nowMs + seconds * 1000].map((ms) => new Date(ms).toISOString());
    const content = `${JSON.stringify({ who, since, until })}\n`;
    const refusals: string[] = [];
    for (const place of lockPlaces(given)) {
      const made = await context.change({
        kind: 'make-folder',
        path: place,
        access: { mode: 0o755 },
      });
      if (!made.ok) {
        if (/is there already/.test(made.failure.detail)) {
          return heldByAnother(folder, { place });
        }
        refusals.push(made.failure.detail);
        continue;
      }
      const path = ownerFile(place);
      const access = { mode: 0o644 };
      const told = await context.change({
        kind: 'write',
        path,
        content,
        expects: 'absent',
        access,
      });
      if (told.ok) {
        const before = held ? ` A lock that had run out was taken over: ${ownerWords(held)}.` : '';
        return found({ summary: `${folder} is locked by ${who} (${place}).${before}` });
      }
      await context.change({ kind: 'remove-folder', path: place });
      return told.failure;
    }
    // Advisory: a target on which nothing can be written is worked on without it, and it is said.
    return nothingDone(`No lock could be taken, and it goes on without one: ${refusals[0] ?? ''}`);
  },
});

type Standing = {
  readonly held: Held | undefined;
  readonly mine: boolean;
  readonly expired: boolean;
  readonly nowMs: number;
};

const standing = async (
  given: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Standing>> => {
  const [lock, now] = await Promise.all([heldLock(context, given), targetTime(context)]);
  if (!now.ok) return now;
  if (!lock.ok) return lock;
  const held = lock.value;
  const expired = held !== undefined && hasRunOut(held, now.value);
  const mine = held?.owner?.who === given.who && !expired;
  if (held && !mine && !expired) {
    return refused(heldByAnother(given.folder, held));
  }
  return { ok: true, value: { held, mine, expired, nowMs: now.value } };
};

/** Undefined: it is gone. */
const clear = async (context: ActionContext, held: Held): Promise<Failure | undefined> => {
  const path = ownerFile(held.place);
  if (held.bytes) {
    const expects = { sha256: sha256(held.bytes) };
    const removed = await context.change({ kind: 'remove', path, expects });
    if (!removed.ok) return removed.failure;
  }
  const gone = await context.change({ kind: 'remove-folder', path: held.place });
  return gone.ok ? undefined : gone.failure;
};
