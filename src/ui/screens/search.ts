import { inner, type Page, type Scene } from '../page.ts';
import { cut, line, span } from '../text.ts';
import { nearest, symptoms } from '../symptoms.ts';

/**
 * Every flow that has the words typed so far in its title, its signatures or its diagnoses; where
 * none has them, those whose words are most like them.
 */
export const search = ({ flows, size, spot, near }: Scene): Page => {
  const cells = inner(size) - 2;
  const exact = symptoms(flows, spot.field.text);
  const found = exact.length > 0 ? exact : nearest(flows, near);
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
