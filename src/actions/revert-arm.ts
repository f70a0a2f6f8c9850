import { z } from 'zod';
import { defineAction, noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { shellValue } from '../core/shell-words.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { armScript, revertFolder, revertName, revertStanding } from './planning/revert-place.ts';

const args = z.object({
  name: revertName,
  /** How long the operator has to say that he is still there. */
  seconds: z.number().int().min(1).max(600),
  /** What the target then runs by itself. */
  argv: z.array(z.string()).min(1),
});

export const revertArm = defineAction({
  name: 'revert.arm',
  doc: 'Lets the target take a change back by itself, unless the operator says in time that he is still there.',
  args,
  preview: async ({ name, seconds, argv }, context) => {
    const read = await revertStanding(context, name);
    if (!read.ok) return read.failure;
    const state = { [`revert:${name}`]: read.value };
    if (read.value !== 'absent') {
      const nothingToDo = 'it is armed already';
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const words = argv.map((word) => shellValue(word, '')).join(' ');
    const shows = [
      `Before it is done, the target is told to take it back by itself after ${seconds} seconds: ${words}`,
      'Once it is done you are asked whether you are still there: that calls this off, and leaves nothing behind.',
    ];
    return { shows, state, touches: [`revert:${name}`], blast: noBlast };
  },
  undo: async ({ name }, context) => {
    const read = await revertStanding(context, name);
    if (!read.ok) return read.failure;
    return read.value === 'absent' ? [{ action: 'revert.disarm', with: { name } }] : [];
  },
  apply: async ({ name, seconds, argv }, context) => {
    const read = await revertStanding(context, name);
    if (!read.ok) return read.failure;
    if (read.value !== 'absent') return nothingDone('It is armed already.');
    const folder = revertFolder(name);
    const reply = await context.change({
      kind: 'run',
      argv: ['sh', '-c', armScript, 'sh', folder, String(seconds), ...argv],
      timeoutMs: 20_000,
    });
    if (!reply.ok) return reply.failure;
    if (reply.exit === 0) {
      return found({ summary: `The target takes it back by itself in ${seconds} seconds.` });
    }
    const said = new TextDecoder().decode(reply.stderr).trim();
    return failure('a revert on the target', said || `it ended with ${reply.exit ?? 'no status'}`);
  },
});
