import type { TargetState } from '../../core/session.ts';
import { findingsOf, isOpen, type Finding } from '../findings.ts';
import { linkWords, lookingWords } from '../link-words.ts';
import { inner, isTight, type Choice, type Page, type Scene } from '../page.ts';
import { blank, cut, ends, line, span, wrap, type Line } from '../text.ts';
import { marks, statuses } from '../theme.ts';
import { many, seenParts } from './seen.ts';

/** Value of the choice that opens what was looked at. */
export const everythingSeen = '\u0000seen';

/** What triage found, best first; where nothing known fits, what was seen instead. */
export const home = (scene: Scene, only?: string): Page => {
  const { state, flows, size, target } = scene;
  const cells = inner(size);
  const all = findingsOf(state, flows, target?.id).filter(({ run }) => !only || run.flow === only);
  const open = all.filter(isOpen);
  if (open.length === 0) return withoutFindings(scene, target);
  const fine = all.filter(({ hidden }) => !hidden).length - open.length;
  return {
    screen: 'home',
    title: [ends(line('What is wrong?', 'strong'), [span(progress(open), 'quiet')], cells)],
    body: {
      kind: 'choices',
      choices: [
        ...open.map((finding) => choice(finding, cells - 2)),
        ...(only ? [] : [seenChoice(target, fine, cells - 2)]),
      ],
      after: isTight(size) || only ? [] : elsewhere,
    },
    hints: ['open', 'paste', 'search', 'log', 'practise', 'again', 'write'],
  };
};

const elsewhere: readonly Line[] = [
  blank,
  [
    span('Not in this list?  ', 'quiet'),
    span('p', 'accent'),
    span(' paste an error or a log   ', 'quiet'),
    span('/', 'accent'),
    span(' search the symptoms', 'quiet'),
  ],
];

const progress = (open: readonly Finding[]): string => {
  const walking = open.filter(({ status }) => status === 'walking').length;
  if (walking > 0) return `${open.length - walking} of ${open.length} looked into`;
  return many(open.length, 'finding');
};

const choice = (finding: Finding, cells: number): Choice => {
  const { symbol, word, tone } = statuses[finding.status];
  const reason = [finding.subject, finding.because, finding.age].filter(Boolean);
  return {
    value: finding.run.id,
    lines: [
      cut([span(`${symbol} `, tone), span(finding.title)], cells),
      cut(
        [
          span('  '),
          span(word, tone),
          ...reason.flatMap((text) => [span(` ${marks.bullet} ${text}`, 'quiet')]),
        ],
        cells,
      ),
    ],
  };
};

/** What stayed hidden, and what no flow knows, is never further than one key. */
const seenChoice = (target: TargetState | undefined, fine: number, cells: number): Choice => {
  const { containers = [], blind = [], unknown = [] } = target?.overview ?? {};
  const parts = [
    many(containers.length, 'container'),
    ...(fine > 0 ? [`${fine} healthy`] : []),
    ...(unknown.length > 0 ? [`${many(unknown.length, 'error line')} that no flow knows`] : []),
  ];
  const hidden =
    blind.length > 0
      ? [span(`! ${many(blind.length, 'thing')} not seen`, 'warn'), span(` ${marks.bullet} `)]
      : [];
  return {
    value: everythingSeen,
    lines: [
      cut(line(`${marks.bullet} What was looked at, and what not`), cells),
      cut([span('  '), ...hidden, span(parts.join(` ${marks.bullet} `), 'quiet')], cells),
    ],
  };
};

const withoutFindings = (scene: Scene, target: TargetState | undefined): Page => {
  const cells = inner(scene.size);
  const overview = target?.overview;
  if (overview) {
    const { lines, sections } = seenParts(scene, overview);
    const title = overview.engine ? 'Nothing known fits' : 'Docker was not reached';
    return {
      screen: 'home',
      title: [line(title, 'strong')],
      body: { kind: 'lines', lines, sections },
      hints: ['page-down', 'paste', 'search', 'log', 'practise', 'again', 'write'],
    };
  }
  const lost = target && linkWords(target, scene.away[target.id]);
  const lines =
    target && lost
      ? [
          ...wrap(line(`! ${lost.text}: ${target.detail}`, lost.tone), cells, 2),
          blank,
          ...wrap(line('Search and paste work without it. r looks again.'), cells),
        ]
      : [
          line(
            `${statuses.walking.symbol} ${lookingWords(target ?? { link: 'unknown' })}`,
            'accent',
          ),
        ];
  return {
    screen: 'home',
    title: [line('What is wrong?', 'strong')],
    body: { kind: 'lines', lines },
    hints: ['paste', 'search', 'practise'],
  };
};
