import type { Recording } from '../actions.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { cut, line, paragraph, span } from '../text.ts';

/** Recorded incidents: real runs, replayed; nothing is sent to any machine. */
export const practise = ({ size, flows }: Scene, recordings: readonly Recording[]): Page => {
  const cells = inner(size) - 2;
  const about =
    'Real faults, recorded. They replay as they happened; no machine is asked anything.';
  return {
    screen: 'practise',
    title: [
      line('Practise on a recorded incident', 'strong'),
      ...paragraph(about, inner(size), 0, 'quiet'),
    ],
    body:
      recordings.length === 0
        ? { kind: 'lines', lines: [line('No recordings came with this copy.', 'warn')] }
        : {
            kind: 'choices',
            choices: recordings.map(({ id, flow, title }) => ({
              value: id,
              lines: [
                cut(line(flows.get(flow)?.title ?? flow), cells),
                cut([span('  '), span(title, 'quiet')], cells),
              ],
            })),
          },
    hints: ['open', 'back'],
  };
};
