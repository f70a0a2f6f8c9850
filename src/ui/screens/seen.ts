import type { Overview } from '../../core/overview.ts';
import { ago, findingsOf, type Finding } from '../findings.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { joinParts } from '../parts.ts';
import { cut, line, paragraph, span, wrap, type Line } from '../text.ts';
import { statuses } from '../theme.ts';
import { wayWords } from '../ways.ts';

/** What was looked at, what was not, and what the logs say that no flow knows. */
export const seen = (scene: Scene): Page => {
  const overview = overviewOf(scene);
  const { lines, sections } = overview ? seenParts(scene, overview) : notYet;
  return {
    screen: 'seen',
    title: [line('What was looked at, and what was not', 'strong')],
    body: { kind: 'lines', lines, sections },
    hints: ['page-down', 'paste', 'search', 'log', 'again', 'back'],
  };
};

const notYet = { lines: [line('… still looking', 'accent')], sections: [] };

export const overviewOf = ({ target }: Scene): Overview | undefined => target?.overview;

export const seenParts = (scene: Scene, overview: Overview) => {
  const { size, flows, state, target } = scene;
  const cells = inner(size);
  const fine = findingsOf(state, flows, target?.id).filter(
    ({ status }) => status === 'healthy' || status === 'not-applicable',
  );
  return joinParts([
    {
      heading: 'Looked at',
      lines: [
        ...lookedAt(overview).flatMap((text) => paragraph(text, cells, 2)),
        ...overview.bounds.flatMap((bound) => paragraph(bound, cells, 2, 'quiet')),
        ...fine.flatMap((finding) => fineLines(finding, cells)),
      ],
    },
    {
      heading: 'Not looked at',
      lines: overview.blind.flatMap(({ subject, detail, unblock = [] }) => [
        ...wrap([span('  '), span('! ', 'warn'), span(`${subject}: ${detail}`)], cells, 4),
        ...unblock.flatMap((way) =>
          wrap([span('    → ', 'accent'), span(wayWords(way))], cells, 6),
        ),
      ]),
    },
    {
      heading: 'Error lines that no flow knows',
      lines: overview.unknown.flatMap((unknown) => unknownLines(unknown, overview, cells)),
    },
    { heading: 'What you can do', lines: wrap(nextSteps, cells, 2) },
  ]);
};

const nextSteps: Line = [
  span('  '),
  span('p', 'accent'),
  span(' paste the error you saw, '),
  span('/', 'accent'),
  span(' search the symptoms, '),
  span('l', 'accent'),
  span(' read a log, '),
  span('r', 'accent'),
  span(' look again'),
];

export const many = (count: number, one: string): string =>
  `${count} ${one}${count === 1 ? '' : 's'}`;

const lookedAt = ({ containers, projects, engine }: Overview): readonly string[] => {
  if (!engine) return ['Docker was not reached, so no container was looked at.'];
  const named = projects.map(({ project }) => project).join(', ');
  return [
    `Docker ${engine.version} on ${engine.host}`,
    `${many(containers.length, 'container')}${named && ` of ${named}`}: state, health, the end of each log`,
  ];
};

const fineLines = ({ title, subject, status }: Finding, cells: number): readonly Line[] => {
  const { symbol, word, tone } = statuses[status];
  const about = subject ? `${subject}: ` : '';
  return wrap([span(`  ${symbol} ${word}  `, tone), span(`${about}${title}`)], cells, 4);
};

const unknownLines = (
  { container, count, excerpt, lastAt }: Overview['unknown'][number],
  { at }: Overview,
  cells: number,
): readonly Line[] => {
  const age = lastAt !== undefined && at !== undefined ? ago(lastAt, at) : undefined;
  const times = many(count, 'time');
  return [
    cut(line(`  ${container}   ${times}${age === undefined ? '' : `, last ${age}`}`), cells),
    ...paragraph(excerpt, cells - 6)
      .slice(0, 3)
      .map((row): Line => [span('    │ ', 'quiet'), ...row]),
  ];
};
