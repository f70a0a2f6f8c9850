import { z } from 'zod';
import { defineAction, noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';

export const manual = defineAction({
  name: 'manual',
  doc: 'Says what a person has to do where this program has no hands.',
  args: z.object({
    /** What to do, a step a line. */
    steps: z.array(z.string()).min(1),
    /** Text to copy: a patch, a line, a command. */
    copy: z.string().optional(),
    /** How it is taken back, in words. */
    back: z.string(),
  }),
  byHand: true,
  preview: ({ steps, copy, back }) =>
    Promise.resolve({
      shows: [
        ...steps.map((step, at) => `${at + 1}. ${step}`),
        ...(copy === undefined ? [] : ['', ...copy.split('\n')]),
        `To take it back: ${back}`,
      ],
      state: {},
      touches: [],
      blast: noBlast,
    }),
  undo: ({ back }) => Promise.resolve({ irreversible: `A person did it. ${back}` }),
  apply: () => Promise.resolve(found({ summary: 'A person carries this out.' })),
});
