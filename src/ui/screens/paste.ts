import { inner, type Choice, type Page, type Scene } from '../page.ts';
import { nearest } from '../symptoms.ts';
import { cut, line, paragraph, span } from '../text.ts';

/** Pasted text, and the flows that it names: best first, each with the line that says so. */
export const paste = (scene: Scene): Page => ({
  screen: 'paste',
  title: [line('Paste an error or a log', 'strong')],
  field: { label: 'text', hint: '↓ to what was found, ⏎ opens the first, Esc leaves' },
  body: bodyOf(scene),
  hints: ['open', 'explain', 'search', 'back'],
});

const bodyOf = ({ matches, size, spot, flows, near }: Scene): Page['body'] => {
  const cells = inner(size) - 2;
  if (matches.length > 0) {
    return choicesOf(
      matches.map(({ flow, title, line: said, count }) => ({
        value: flow,
        lines: [
          cut([span(title), span(`  ${count} ${count === 1 ? 'line' : 'lines'}`, 'quiet')], cells),
          cut([span('  '), span(said.trim(), 'excerpt')], cells),
        ],
      })),
    );
  }
  const like = nearest(flows, near);
  if (like.length > 0) {
    return choicesOf(
      like.map(({ flow, why }) => ({
        value: flow.id,
        lines: [cut(line(flow.title), cells), cut([span('  '), span(why, 'warn')], cells)],
      })),
    );
  }
  const empty = spot.field.text.trim() === '';
  const words = empty
    ? 'Paste an error message or a piece of a log here, as many lines as you like.'
    : `None of the ${flows.size} flows knows this text. Paste more of it: the lines above the error often tell.`;
  return { kind: 'lines', lines: paragraph(words, inner(size), 0, empty ? 'quiet' : 'warn') };
};

const choicesOf = (choices: readonly Choice[]): Page['body'] => ({ kind: 'choices', choices });
