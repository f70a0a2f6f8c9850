import { defineAction, noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { processWords } from '../probes/reading/processes.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { ended, oneProcess, processArgs, processState } from './planning/one-process.ts';

export const processWait = defineAction({
  name: 'process.wait',
  doc: 'Waits until one process of the host has ended by itself; nothing is changed.',
  args: processArgs,
  preview: async (given, context) => {
    const read = await oneProcess(context, given);
    if (!read.ok) return read.failure;
    const state = { [processState(given.pid)]: read.value ? String(read.value.ticks) : 'ended' };
    if (!read.value) {
      const nothingToDo = `the process ${given.pid} of ${given.since} has ended`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const words = processWords(read.value.seen);
    const shows = [`wait until ${words} has ended, ${given.within} seconds at most`];
    return { shows, state, touches: [], blast: noBlast };
  },
  undo: () => Promise.resolve([]),
  apply: async (given, context) => {
    const read = await oneProcess(context, given);
    if (!read.ok) return read.failure;
    if (!read.value) return nothingDone(`The process ${given.pid} had ended.`);
    const gone = await ended(context, given);
    if (!gone.ok) return gone.failure;
    if (gone.value) return found({ summary: `The process ${given.pid} has ended.` });
    return failure(
      `process ${given.pid}`,
      `it still runs after ${given.within} seconds`,
      'timeout',
    );
  },
});
