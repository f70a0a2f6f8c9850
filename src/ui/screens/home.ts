import type { TargetState } from '../../core/session.ts';
import { findingsOf, isOpen, type Finding } from '../findings.ts';
import { linkWords, lookingWords } from '../link-words.ts';
import { inner, isTight, roomFor, type Choice, type Page, type Scene } from '../page.ts';
import { blank, cut, ends, line, lineWidth, span, wrap, type Line } from '../text.ts';
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
  const choices = [
    ...open.map((finding) => choice(finding, cells - 2)),
    ...(only ? [] : [seenChoice(target, fine, cells - 2)]),
  ];
  return {
    screen: 'home',
    title: [
      ends(line('What is wrong?', 'strong'), [span(progress(open), 'quiet')], cells),
      ...warnings(scene, target),
    ],
    body: {
      kind: 'choices',
      choices: alike(choices, cells - 2, roomFor(size) - 1 - warnings(scene, target).length),
      after: isTight(size) || only ? [] : scene.practising ? fromPractice : elsewhere,
    },
    hints: scene.practising
      ? ['open', 'back', 'practise', 'explain', 'write']
      : ['open', 'paste', 'search', 'log', 'practise', 'again', 'write'],
  };
};

/** What went wrong while the link was made, and stopped nothing. */
const warnings = ({ size }: Scene, target: TargetState | undefined): readonly Line[] =>
  (target?.warnings ?? []).flatMap((words) => {
    const all = line(`! ${words}`, 'warn');
    return isTight(size) ? [cut(all, inner(size))] : wrap(all, inner(size), 2);
  });

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

const fromPractice: readonly Line[] = [
  blank,
  [
    span('This is a recording.  ', 'quiet'),
    span('b', 'accent'),
    span(' goes back to now', 'quiet'),
  ],
];

const progress = (open: readonly Finding[]): string => {
  const walking = open.filter(({ status }) => status === 'walking').length;
  if (walking > 0) return `${open.length - walking} of ${open.length} looked into`;
  return many(open.length, 'finding');
};

/** A finding: its title in full, and why it stands here. */
type Entry = { readonly value: string; readonly title: Line; readonly reason: Line };

const choice = (finding: Finding, cells: number): Entry => {
  const { symbol, word, tone } = statuses[finding.status];
  const reason = [finding.subject, finding.because, finding.age].filter(Boolean);
  return {
    value: finding.run.id,
    title: [span(`${symbol} `, tone), span(finding.title)],
    reason: cut(
      [
        span('  '),
        span(word, tone),
        ...reason.flatMap((text) => [span(` ${marks.bullet} ${text}`, 'quiet')]),
      ],
      cells,
    ),
  };
};

/** Titles in one row each, or, where one is too long and there is room, all in as many as two. */
const alike = (entries: readonly Entry[], cells: number, rows: number): readonly Choice[] => {
  const isWide = entries.some(({ title }) => lineWidth(title) > cells);
  if (!isWide || entries.length * 3 > rows) {
    return entries.map(({ value, title, reason }) => ({
      value,
      lines: [cut(title, cells), reason],
    }));
  }
  return entries.map(({ value, title, reason }) => {
    const [first = blank, second, ...rest] = wrap(title, cells, 2);
    if (second === undefined) return { value, lines: [first, reason, blank] };
    return {
      value,
      lines: [first, rest.length > 0 ? cut([...second, span(' …')], cells) : second, reason],
    };
  });
};

/** What stayed hidden, and what no flow knows, is never further than one key. */
const seenChoice = (target: TargetState | undefined, fine: number, cells: number): Entry => {
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
    title: line(`${marks.bullet} What was looked at, and what not`),
    reason: cut([span('  '), ...hidden, span(parts.join(` ${marks.bullet} `), 'quiet')], cells),
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
      title: [line(title, 'strong'), ...warnings(scene, target)],
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
