import { z } from 'zod';
import { defineAction, noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';

const words = z.array(z.string()).min(1);

const args = z
  .object({
    argv: words,
    /** The folder in which it is run. */
    cwd: absolutePath.optional(),
    /** The command that takes it back. */
    back: words.optional(),
    /** Or why nothing does. */
    'cannot-undo': z.string().min(1).optional(),
    seconds: z.number().int().min(1).max(3600).default(60),
  })
  .refine((given) => (given.back === undefined) !== (given['cannot-undo'] === undefined), {
    error: 'needs either back or cannot-undo',
  });

export const command = defineAction({
  name: 'command',
  doc: 'Runs a program of the host: for flows of your own, where no action fits.',
  args,
  preview: ({ argv, cwd, back, 'cannot-undo': cannot }) =>
    Promise.resolve({
      shows: [
        shown(argv),
        ...(cwd === undefined ? [] : [`in ${cwd}`]),
        'It has no preview of its own: what it changes is not known before it.',
        ...(back === undefined ? [] : [`To take it back: ${shown(back)}`]),
      ],
      state: {},
      touches: [],
      blast: noBlast,
      ...(cannot !== undefined && { irreversible: cannot }),
    }),
  undo: ({ cwd, back, 'cannot-undo': cannot = '', seconds }) =>
    Promise.resolve(
      back === undefined
        ? { irreversible: cannot }
        : [
            {
              action: 'command',
              with: {
                argv: back,
                ...(cwd !== undefined && { cwd }),
                'cannot-undo': 'It is a way back itself: the fix can be chosen again.',
                seconds,
              },
            },
          ],
    ),
  apply: async ({ argv, cwd, seconds }, context) => {
    const where = cwd === undefined ? {} : { cwd };
    const timeoutMs = seconds * 1000;
    const reply = await context.change({ kind: 'run', argv, ...where, timeoutMs });
    if (!reply.ok) return reply.failure;
    const said = [reply.stdout, reply.stderr]
      .map((bytes) => new TextDecoder().decode(bytes).trim())
      .filter(Boolean)
      .join(' · ');
    return reply.exit === 0
      ? found({ summary: `It ended with 0${said === '' ? '' : `: ${said.slice(0, 500)}`}.` })
      : failure(shown(argv), `it ended with ${reply.exit ?? 'no status'}: ${said.slice(-1000)}`);
  },
});

const shown = (argv: readonly string[]): string =>
  argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
