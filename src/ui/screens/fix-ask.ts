import { fixesOf } from '../../core/by-hand.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { blank, cut, line, paragraph } from '../text.ts';
import type { Place } from '../view.ts';
import { openAsk } from '../open-ask.ts';

const whereItGoes =
  'It is never shown. What an undo needs of it is kept beside the session, for you alone to read.';

type Asking = Extract<Place, { readonly at: 'fix-ask' }>;

/** What a fix needs that only a person knows; one question at a time. */
export const fixAsk = ({ state, flows, size }: Scene, place: Asking): Page => {
  const cells = inner(size);
  const run = state.runs[place.run];
  const flow = run && flows.get(run.flow);
  const fix = flow && fixesOf(flow, run).find(({ id }) => id === place.fix);
  const open = fix && openAsk(fix, place.given);
  const masked = open?.kind === 'secret';
  return {
    screen: 'asked',
    title: [cut(line(fix?.title ?? place.fix, 'strong'), cells)],
    field: {
      label: masked ? 'secret' : 'answer',
      hint: '⏎ goes on to the plan, Esc leaves it',
      ...(masked && { masked: true }),
    },
    body: {
      kind: 'lines',
      lines: [
        ...paragraph(open?.ask ?? '', cells),
        blank,
        ...(masked ? paragraph(whereItGoes, cells, 0, 'quiet') : []),
        line('Nothing is changed yet.', 'quiet'),
      ],
    },
    hints: ['open', 'back'],
  };
};
