import { inner, type Page, type Scene } from '../page.ts';
import { cut, line, paragraph, span } from '../text.ts';

/** Pasted text, and the flows that it names: best first, each with the line that says so. */
export const paste = ({ matches, size, spot, flows }: Scene): Page => {
  const cells = inner(size) - 2;
  const empty = spot.field.text.trim() === '';
  const words = empty
    ? 'Paste an error message or a piece of a log here, as many lines as you like.'
    : `None of the ${flows.size} flows knows this text. Paste more of it: the lines above the error often tell.`;
  return {
    screen: 'paste',
    title: [line('Paste an error or a log', 'strong')],
    field: { label: 'text', hint: '↓ to what was found, ⏎ opens the first, Esc leaves' },
    body:
      matches.length === 0
        ? { kind: 'lines', lines: paragraph(words, inner(size), 0, empty ? 'quiet' : 'warn') }
        : {
            kind: 'choices',
            choices: matches.map(({ flow, title, line: said, count }) => ({
              value: flow,
              lines: [
                cut(
                  [span(title), span(`  ${count} ${count === 1 ? 'line' : 'lines'}`, 'quiet')],
                  cells,
                ),
                cut([span('  '), span(said.trim(), 'excerpt')], cells),
              ],
            })),
          },
    hints: ['open', 'explain', 'search', 'back'],
  };
};
