import type { LinkQuestion } from '../../core/link-question.ts';
import { inner, isTight, type Choice, type Page, type Scene } from '../page.ts';
import { blank, cut, line, paragraph, span, type Line } from '../text.ts';

/** What the connection has to ask: a host key to be judged, or a secret to be typed. */
export const asked = (scene: Scene, question: LinkQuestion): Page => {
  const cells = inner(scene.size);
  switch (question.ask) {
    case 'host-key':
      return hostKey(question, cells, isTight(scene.size));
    case 'secret':
      return {
        screen: 'asked',
        title: [
          line(question.optional ? 'Looking as root needs you' : 'Connecting needs you', 'strong'),
          blank,
          ...paragraph(`Type ${question.what}.`, cells),
          ...paragraph('It is kept in memory only, and never written down.', cells, 0, 'quiet'),
        ],
        field: {
          label: question.visible ? 'answer' : 'secret',
          hint: question.optional
            ? '⏎ answers, Esc goes on without it'
            : '⏎ answers, Esc gives up this host',
          ...(!question.visible && { masked: true }),
        },
        body: { kind: 'lines', lines: [] },
        hints: ['open', 'back'],
      };
  }
};

/** The first is under the pointer: Enter alone never means yes. */
const answers: readonly (readonly [string, string, string])[] = [
  ['no', 'No', 'do not connect'],
  ['once', 'Once', 'connect now, and ask again next time'],
  ['yes', 'Yes', 'connect, and remember this key in known_hosts'],
];

/** A fingerprint has no blanks to break at, and none may be added. */
const pieces = (text: string, cells: number): readonly string[] =>
  text.length <= cells ? [text] : [text.slice(0, cells), ...pieces(text.slice(cells), cells)];

const hostKey = (
  { host, type, fingerprint, others = [] }: Extract<LinkQuestion, { readonly ask: 'host-key' }>,
  cells: number,
  tight: boolean,
): Page => {
  const fact = (name: string, value: string): readonly Line[] =>
    cells >= name.length + value.length + 2
      ? [[span(`${name}  `, 'quiet'), span(value)]]
      : pieces(value, cells).map((piece) => line(piece));
  return {
    screen: 'asked',
    title: [
      line('Is this the right host?', 'strong'),
      ...fact('host       ', host),
      ...fact('key        ', type),
      ...fact('fingerprint', fingerprint),
      ...paragraph(
        tight
          ? 'Compare it with one you trust.'
          : 'Its key is not in known_hosts. Compare the fingerprint with one that you trust.',
        cells,
        0,
        'warn',
      ),
      ...(others.length === 0
        ? []
        : paragraph(`Other keys of this host are known: ${others.join(', ')}.`, cells, 0, 'bad')),
    ],
    body: {
      kind: 'choices',
      choices: answers.map(([value, word, what]): Choice => ({
        value,
        lines: [cut([span(word), span(`  ${what}`, 'quiet')], cells - 2)],
      })),
    },
    hints: ['open', 'back'],
  };
};
