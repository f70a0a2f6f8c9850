import { z } from 'zod';
import { defineAction, noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { processWords } from '../probes/reading/processes.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { ended, oneProcess, processArgs, processState } from './planning/one-process.ts';

const args = processArgs.extend({
  /** TERM lets it tidy up; KILL does not. */
  signal: z.enum(['TERM', 'KILL']).default('TERM'),
});

const cannot =
  'What the process still had to do is lost: what it was writing must be written again.';

/** Compares the start and signals in one breath: the number cannot become another's in between. */
const script = `
stat=$(cat "/proc/$1/stat" 2>/dev/null) || exit 85
pid=$1 ticks=$2 signal=$3
set -- \${stat##*) }
[ "\${20}" = "$ticks" ] || exit 85
kill -"$signal" "$pid"
`;

export const processEnd = defineAction({
  name: 'process.end',
  doc: 'Ends one process of the host, by its number and its start, never by a name.',
  args,
  irreversible: cannot,
  preview: async (given, context) => {
    const { pid, signal, within } = given;
    const read = await oneProcess(context, given);
    if (!read.ok) return read.failure;
    const name = processState(pid);
    if (!read.value) {
      const nothingToDo = `the process ${pid} of ${given.since} has ended`;
      const state = { [name]: 'ended' };
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const { seen, ticks } = read.value;
    const words = processWords(seen);
    return {
      shows: [
        `kill -${signal} ${pid}   # ${words}`,
        `It is given ${within} seconds to end.`,
        ...(seen.container === undefined ? [] : [`It runs in the container ${seen.container}.`]),
      ],
      state: { [name]: String(ticks) },
      touches: [name],
      blast: { ...noBlast, lost: [`what ${words} still had to do`] },
      irreversible: cannot,
    };
  },
  undo: () => Promise.resolve({ irreversible: cannot }),
  apply: async (given, context) => {
    const { pid, signal, within } = given;
    const read = await oneProcess(context, given);
    if (!read.ok) return read.failure;
    const subject = `process ${pid}`;
    if (!read.value) return nothingDone(`The ${subject} had ended.`);
    const argv = ['sh', '-c', script, 'sh', String(pid), String(read.value.ticks), signal];
    const reply = await context.change({ kind: 'run', argv, timeoutMs: 10_000 });
    if (!reply.ok) return reply.failure;
    if (reply.exit !== 0 && reply.exit !== 85) {
      const words = new TextDecoder().decode(reply.stderr).trim();
      const denied = /not permitted/i.test(words);
      return failure(subject, words, denied ? 'permission' : 'unreadable');
    }
    const gone = await ended(context, given);
    if (!gone.ok) return gone.failure;
    if (gone.value) return found({ summary: `The ${subject} has ended.` });
    return failure(
      subject,
      `it got ${signal}, and had not ended after ${within} seconds`,
      'timeout',
    );
  },
});
