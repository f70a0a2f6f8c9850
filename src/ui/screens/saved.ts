import type { Saved } from '../actions.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { blank, line, paragraph, wrap } from '../text.ts';

/** Where the report went; or why it could not be written. */
export const saved = ({ size, state }: Scene, made: Saved): Page => {
  const cells = inner(size);
  if (made.ok) {
    return {
      screen: 'saved',
      title: [line('The report is written', 'strong')],
      body: {
        kind: 'lines',
        lines: [
          // Without a hanging indent: it is copied.
          ...wrap(line(made.path, 'accent'), cells),
          blank,
          ...paragraph(
            'Markdown, only you can read it. Secrets are not in it: they stand as fingerprints.',
            cells,
          ),
          blank,
          ...paragraph(`Session ${state.id}`, cells, 0, 'quiet'),
        ],
      },
      hints: ['back'],
    };
  }
  const { subject, detail } = made.failure;
  return {
    screen: 'saved',
    title: [line('The report could not be written', 'strong')],
    body: { kind: 'lines', lines: wrap(line(`! ${subject}: ${detail}`, 'warn'), cells, 2) },
    hints: ['back'],
  };
};
