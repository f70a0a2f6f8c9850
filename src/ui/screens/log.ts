import type { LogLineSeen, LogSeen } from '../../core/log-seen.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { blank, cut, cutText, line, paragraph, span, width, wrap, type Line } from '../text.ts';
import { marks } from '../theme.ts';
import { many } from './seen.ts';

/** A container's log around the evidence: lines that a signature knows are marked. */
export const log = ({ size, spot, flows }: Scene, seen: LogSeen): Page => {
  const cells = inner(size);
  const filter = spot.field.text.trim().toLowerCase();
  const shown = filter
    ? seen.lines.filter(({ text }) => text.toLowerCase().includes(filter))
    : seen.lines;
  const lines: Line[] = [];
  const sections: number[] = [];
  for (const each of shown) {
    if (each.marked !== undefined) sections.push(lines.length);
    lines.push(...logLines(each, cells));
  }
  const last = sections.at(-1);
  const known = new Set(shown.flatMap(({ marked }) => marked ?? []));
  const status = statusWords(seen, shown.length);
  const legend = [...known].map((id) => flows.get(id)?.title ?? id).join('; ');
  return {
    screen: 'log',
    title: [
      // A long name gives way: whether it is followed must be seen.
      [
        span(cutText(`Log of ${seen.container}`, cells - 2 - width(status)), 'strong'),
        span(`  ${status}`, 'quiet'),
      ],
      ...(seen.bounds === undefined ? [] : wrap(line(`! ${seen.bounds}`, 'warn'), cells, 2)),
      ...(legend ? [cut([span(`${marks.signature} `, 'bad'), span(legend, 'quiet')], cells)] : []),
    ],
    ...((spot.typing || filter !== '') && {
      field: { label: 'only lines with', hint: '⏎ keeps it, Esc leaves the field' },
    }),
    body: {
      kind: 'lines',
      lines: seen.failure
        ? failed(seen, cells)
        : lines.length > 0
          ? lines
          : nothing(seen, filter, cells),
      sections,
      ...(seen.status === 'following' && { follows: true }),
      from: last === undefined ? lines.length : Math.max(0, last - 4),
    },
    hints: [
      ...(sections.length > 0 ? (['mark'] as const) : []),
      'filter',
      'follow',
      'back',
      'bottom',
    ],
  };
};

const logLines = ({ at, text, marked }: LogLineSeen, cells: number): readonly Line[] => {
  const time = at === undefined ? '' : `${at.slice(11, 19)} `;
  const [first = blank, ...rest] = wrap(
    line(text, marked === undefined ? undefined : 'strong'),
    cells - 2 - time.length,
  );
  const edge = marked === undefined ? span('  ') : span(`${marks.signature} `, 'bad');
  return [
    [edge, span(time, 'quiet'), ...first],
    ...rest.map((more) => [edge, span(' '.repeat(time.length)), ...more]),
  ];
};

const statusWords = ({ status, lines }: LogSeen, shown: number): string => {
  const count =
    shown === lines.length ? many(shown, 'line') : `${shown} of ${many(lines.length, 'line')}`;
  switch (status) {
    case 'reading':
      return 'reading';
    case 'following':
      return `${count}, following`;
    case 'read':
      return count;
    case 'failed':
      return 'could not be read';
  }
};

const failed = ({ failure }: LogSeen, cells: number): readonly Line[] =>
  failure ? wrap(line(`! ${failure.subject}: ${failure.detail}`, 'warn'), cells, 2) : [];

const nothing = ({ status }: LogSeen, filter: string, cells: number): readonly Line[] => {
  if (status === 'reading') return [line('… reading', 'accent')];
  if (filter) return paragraph(`No line has “${filter}”.`, cells, 0, 'warn');
  return paragraph('The log is empty: this container has written nothing yet.', cells, 0, 'quiet');
};
