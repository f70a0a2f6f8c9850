import type { Flow } from '../../core/flow.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { joinParts } from '../parts.ts';
import { readable } from '../symptoms.ts';
import { line, paragraph, span, wrap } from '../text.ts';
import { statuses } from '../theme.ts';

/** What a flow is about, whatever this machine shows: how its causes are told apart. */
export const explain = ({ size }: Scene, flow: Flow, at?: string): Page => {
  const cells = inner(size);
  const plain = (text: string): string => text.replace(/\{\{\s*([\w-]+)[^}]*\}\}/g, '<$1>').trim();
  const causes = Object.entries(flow.diagnoses).toSorted(
    ([a], [b]) => Number(b === at) - Number(a === at),
  );
  const { lines, sections } = joinParts([
    { lines: paragraph(plain(flow.about), cells) },
    {
      heading: 'What it looks like',
      lines: flow.signatures.flatMap((signature) => {
        const text = 'contains' in signature ? signature.contains : readable(signature.matches);
        return paragraph(text, cells, 2, 'excerpt');
      }),
    },
    {
      heading: 'What is looked at',
      lines: Object.values(flow.steps).flatMap(({ title }) =>
        wrap([span('  · ', 'quiet'), span(plain(title))], cells, 4),
      ),
    },
    ...causes.map(([id, { title, explain: why, prevent, verdict }], index) => {
      const status = verdict === 'problem' ? statuses.confirmed : statuses.healthy;
      return {
        ...(index === 0 && { heading: 'What may be behind it' }),
        lines: [
          ...wrap(
            [span(`  ${status.symbol} `, status.tone), span(plain(title), 'strong')],
            cells,
            4,
          ),
          line(`    ${id}`, 'quiet'),
          ...paragraph(plain(why), cells, 4),
          ...(prevent ? paragraph(`Prevent: ${plain(prevent)}`, cells, 4, 'quiet') : []),
        ],
      };
    }),
  ]);
  return {
    screen: 'explain',
    title: wrap(line(flow.title, 'strong'), cells),
    body: { kind: 'lines', lines, sections },
    hints: ['page-down', 'section', 'back'],
  };
};
