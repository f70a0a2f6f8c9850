import { inner, type Page, type Scene } from '../page.ts';
import { cut, line, span } from '../text.ts';
import { symptoms } from '../symptoms.ts';

/** Every flow that has the words typed so far in its title, its signatures or its diagnoses. */
export const search = ({ flows, size, spot }: Scene): Page => {
  const cells = inner(size) - 2;
  const found = symptoms(flows, spot.field.text);
  const nothing = `No flow has these words. p takes the error text itself.`;
  return {
    screen: 'search',
    title: [line('Search the symptoms', 'strong')],
    field: { label: 'words', hint: '↓ to the list, ⏎ opens the first, Esc leaves' },
    body:
      found.length === 0
        ? { kind: 'lines', lines: [cut(line(nothing, 'warn'), inner(size))] }
        : {
            kind: 'choices',
            choices: found.map(({ flow, why }) => ({
              value: flow.id,
              lines: [cut(line(flow.title), cells), cut([span('  '), span(why, 'quiet')], cells)],
            })),
          },
    hints: ['open', 'explain', 'search', 'paste', 'back'],
  };
};
