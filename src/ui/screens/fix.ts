import { becauseOf, waysOn } from '../../core/fix-outcome.ts';
import { awaitsConfirmation } from '../../core/fix-next.ts';
import { fixOf, wayBack, type Begun, type FixState } from '../../core/fix-state.ts';
import { confirmationOf, planParts, riskOf, type PlanTone } from '../../core/plan.ts';
import type { Call } from '../../core/action.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { joinParts, type Part } from '../parts.ts';
import { cut, line, paragraph, span, wrap, type Line } from '../text.ts';
import { risks, statuses, type Tone } from '../theme.ts';

const tones: Readonly<Record<PlanTone, Tone>> = {
  added: 'good',
  removed: 'bad',
  bad: 'bad',
  warn: 'warn',
  quiet: 'quiet',
  strong: 'strong',
};

/** A fix, as far as it is: its plan to be approved, what is under way, or what came of it. */
export const fix = (scene: Scene, id: string): Page => {
  const { state } = scene;
  const now = fixOf(state.fixes, id);
  const run = state.runs[id];
  const target = state.targets[run?.target ?? '']?.label ?? '';
  if (run && !run.ended && (!now || now.wish === 'nothing')) return waiting(scene, askedAgain);
  if (!now) return waiting(scene, 'Nothing was chosen here.');
  if (now.wish === 'nothing') return outcome(scene, now);
  if (awaitsConfirmation(now)) return stillThere(scene, now);
  if (now.plan && !now.approved) return plan(scene, now, target);
  return underWay(scene, now);
};

const askedAgain =
  'What showed the fault was seen a while ago: it is asked again before anything is planned.';

const titleOf = (now: FixState, cells: number, after = ''): readonly Line[] => {
  const { symbol, word, tone } = risks[riskOf(now)];
  const back = now.plan?.way === 'undo' || now.wish === 'undo' ? 'Take back: ' : '';
  return [
    ...wrap(line(`${back}${now.title}`, 'strong'), cells),
    cut([span(`${symbol} ${word}`, tone), span(after, 'quiet')], cells),
  ];
};

const plan = ({ size, spot }: Scene, now: FixState, target: string): Page => {
  const cells = inner(size);
  const needed = confirmationOf(now, target);
  const asks = questionOf(now, needed.by === 'name' ? needed.name : undefined);
  const parts = planParts(now, target).map(({ heading, lines }): Part => ({
    heading,
    lines: lines.flatMap(({ text, tone }) => paragraph(text, cells, 2, tone && tones[tone])),
  }));
  const { lines, sections } = joinParts([...parts, { lines: wrap(line(asks, 'accent'), cells) }]);
  const name = needed.by === 'name' ? needed.name : '';
  return {
    screen: 'plan',
    title: titleOf(now, cells, '  not changed yet'),
    ...(spot.typing && { field: { label: `type ${name}`, hint: 'then ⏎; Esc leaves it' } }),
    body: { kind: 'lines', lines, sections },
    hints: ['page-down', 'approve', 'section', 'back'],
  };
};

const questionOf = ({ plan, byHand }: FixState, name: string | undefined): string => {
  if (name !== undefined) return `To carry this out, press y and type ${name}.`;
  if (plan?.way === 'undo') return 'Press y to take it back, Esc to leave it as it is.';
  if (byHand) return 'Press y once you have done it, Esc to leave it.';
  return 'Press y to carry out exactly this, Esc to leave it.';
};

const waiting = ({ size }: Scene, words: string): Page => ({
  screen: 'fixing',
  title: [],
  body: { kind: 'lines', lines: paragraph(words, inner(size)) },
  hints: ['back'],
});

const underWay = ({ size, seconds }: Scene, now: FixState): Page => {
  const cells = inner(size);
  const { symbol } = statuses.walking;
  const words = doing(now);
  const time = seconds > 0 ? `  ${seconds} s` : '';
  return {
    screen: 'fixing',
    title: titleOf(now, cells),
    body: {
      kind: 'lines',
      lines: [...begun(now, cells), ...wrap(line(`${symbol} ${words}${time}`, 'accent'), cells)],
      follows: true,
    },
    hints: ['back', 'quit'],
  };
};

/** It is done, and the operator reads this: he is not cut off. */
const stillThere = ({ size }: Scene, now: FixState): Page => {
  const cells = inner(size);
  const asks =
    'It is done. Press y if you are still there: else the target takes it back by itself.';
  return {
    screen: 'plan',
    title: titleOf(now, cells, '  done, and not kept yet'),
    body: { kind: 'lines', lines: [...begun(now, cells), ...wrap(line(asks, 'accent'), cells)] },
    hints: ['approve', 'back'],
  };
};

const doing = (now: FixState): string => {
  if (now.wish === 'verify') return 'asking again what showed the fault';
  if (!now.plan) return 'asking what it would change; nothing is changed';
  return now.wish === 'undo' ? 'taking back' : 'carrying out what was approved';
};

/** Each call that was begun, with what came of it. */
const begun = (now: FixState, cells: number): readonly Line[] => [
  ...now.forth.flatMap((each) => begunLines(each, each.call, cells)),
  ...now.back.flatMap((each, at) =>
    begunLines(each, wayBack(now)[at]?.call ?? each.call, cells, 'back: '),
  ),
];

const begunLines = (
  { result }: Begun,
  { action }: Call,
  cells: number,
  back = '',
): readonly Line[] => {
  const status = result === undefined ? statuses.walking : statuses[result.outcome];
  const words =
    result === undefined
      ? 'begun'
      : result.outcome === 'found'
        ? result.data.summary
        : `${result.subject}: ${result.detail}`;
  return wrap(
    [span(`${status.symbol} `, status.tone), span(`${back}${action}: `), span(words, 'quiet')],
    cells,
    2,
  );
};

const outcome = ({ size }: Scene, now: FixState): Page => {
  const cells = inner(size);
  const { words, tone, symbol } = verdictOf(now);
  const ways = waysOn(now);
  const { lines, sections } = joinParts([
    { lines: paragraph(becauseOf(now), cells) },
    { heading: 'What was done', lines: begun(now, cells) },
    {
      heading: 'What you can do',
      lines: ways.flatMap((way) => wrap(line(wayWords[way]), cells, 2)),
    },
  ]);
  return {
    screen: 'fixed',
    title: [...wrap(line(now.title, 'strong'), cells), [span(`${symbol} ${words}`, tone)]],
    body: { kind: 'lines', lines, sections },
    hints: [
      ...(ways.includes('undo') ? (['undo'] as const) : []),
      ...(ways.includes('verify') ? (['verify'] as const) : []),
      ...(ways.includes('apply') ? (['go-on'] as const) : []),
      'again',
      'back',
    ],
  };
};

const wayWords = {
  apply: 'o  see the plan of what is left, and go on',
  verify: 'v  ask again what showed the fault',
  undo: 'u  see what taking it back would change',
} as const;

type Verdict = { readonly words: string; readonly tone: Tone; readonly symbol: string };

const verdictOf = (now: FixState): Verdict => {
  const { symbol: good } = statuses.healthy;
  const { symbol: bad } = statuses.confirmed;
  if (now.restored) {
    const isSame = now.restored.differs.length === 0;
    return isSame
      ? { symbol: good, words: 'taken back', tone: 'good' }
      : { symbol: bad, words: 'taken back, and not all is as it was', tone: 'bad' };
  }
  if (now.verified?.held) return { symbol: good, words: 'carried out and verified', tone: 'good' };
  if (now.carriedOut) return { symbol: bad, words: 'carried out, and not verified', tone: 'bad' };
  if (now.forth.length > 0) return { symbol: bad, words: 'stopped on the way', tone: 'bad' };
  return { symbol: '–', words: 'not carried out', tone: 'quiet' };
};
