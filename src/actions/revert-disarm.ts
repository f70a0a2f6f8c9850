import { z } from 'zod';
import { defineAction, noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { disarmScript, revertFolder, revertName, revertStanding } from './planning/revert-place.ts';

const args = z.object({ name: revertName });

export const revertDisarm = defineAction({
  name: 'revert.disarm',
  doc: 'Calls off what the target would take back by itself, or tells that it has done so.',
  args,
  preview: async ({ name }, context) => {
    const read = await revertStanding(context, name);
    if (!read.ok) return read.failure;
    const state = { [`revert:${name}`]: read.value };
    if (read.value === 'absent') {
      const nothingToDo = 'nothing is armed';
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      read.value === 'waits'
        ? 'The target is told not to take it back.'
        : 'The target has taken it back by itself: what came of it is read, and cleared away.',
    ];
    return { shows, state, touches: [`revert:${name}`], blast: noBlast };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'What is armed is armed anew with the next change.' }),
  apply: async ({ name }, context) => {
    const argv = ['sh', '-c', disarmScript, 'sh', revertFolder(name)];
    const reply = await context.change({ kind: 'run', argv, timeoutMs: 90_000 });
    if (!reply.ok) return reply.failure;
    const said = new TextDecoder().decode(reply.stdout).trim();
    if (said === 'absent') return nothingDone('Nothing is armed.');
    if (said === 'disarmed') return found({ summary: 'The target does not take it back.' });
    const [, status, words = ''] = /^reverted (\d*)\n?([^]*)$/.exec(said) ?? [];
    const subject = 'what the target took back by itself';
    if (status === undefined) {
      const why = new TextDecoder().decode(reply.stderr).trim() || said;
      return failure(subject, why || `it ended with ${reply.exit ?? 'no status'}`);
    }
    if (status === '0') return found({ summary: `${reverted}${words && `: ${words.trim()}`}.` });
    return failure(subject, `it ended with ${status || 'no status'}: ${words.trim()}`);
  },
});

/** How the summary begins where the target was quicker. */
export const reverted = 'The target took it back by itself';
