import { oddOnesOut, oddWords, type Odd } from '../../core/odd-one-out.ts';
import type { TargetState } from '../../core/session.ts';
import { findingsOf, isOpen, type Finding } from '../findings.ts';
import { linkWords, lookingWords } from '../link-words.ts';
import { inner, isTight, type Choice, type Page, type Scene } from '../page.ts';
import {
  blank,
  cut,
  cutText,
  ends,
  line,
  lineWidth,
  span,
  width,
  type Line,
  type Span,
} from '../text.ts';
import { statuses } from '../theme.ts';
import { many } from './seen.ts';

/** One target in a line: the worst that is known of it. */
type Row = {
  readonly target: TargetState;
  /** Worst first. */
  readonly rank: number;
  readonly status: keyof typeof statuses;
  readonly words: string;
  readonly more: number;
};

/** Every host with its worst finding, those that need somebody first. */
export const hosts = (scene: Scene): Page => {
  const { state, size, spot } = scene;
  const cells = inner(size);
  const targets = Object.values(state.targets);
  const odd = oddOnesOut(targets);
  const rows = targets
    .map((target) => rowOf(scene, target))
    .toSorted((a, b) => a.rank - b.rank || order(a.target.label, b.target.label));
  const widest = Math.max(...targets.map(({ label }) => width(label)));
  const column = Math.min(widest, Math.floor(cells / 3));
  const chosen = rows.find(({ target }) => target.id === spot.chosen) ?? rows[0];
  return {
    screen: 'hosts',
    title: [
      ends(line(many(targets.length, 'host'), 'strong'), [span(summary(rows), 'quiet')], cells),
      ...(chosen ? details(scene, chosen, odd, cells) : []),
    ],
    body: {
      kind: 'choices',
      choices: rows.map((row) => choice(row, odd, { column, cells: cells - 2 })),
    },
    hints: ['open', 'again', 'write', 'paste', 'search'],
  };
};

const rowOf = ({ state, flows, away }: Scene, target: TargetState): Row => {
  const link = linkWords(target, away[target.id]);
  const open = findingsOf(state, flows, target.id).filter(isOpen);
  const [worst] = open;
  const more = Math.max(0, open.length - 1);
  if (link && !target.overview) {
    return {
      target,
      rank: 3,
      status: 'unreachable',
      words: `${link.text}: ${target.detail}`,
      more,
    };
  }
  if (link && !worst) return { target, rank: 3, status: 'unreachable', words: link.text, more };
  if (!target.overview) {
    return { target, rank: 6, status: 'walking', words: lookingWords(target), more };
  }
  if (worst) return { target, rank: rankOf(worst), status: worst.status, words: worst.title, more };
  if (!target.overview.engine) {
    const [blind] = target.overview.blind;
    const words = `Docker was not reached${blind ? `: ${blind.detail}` : ''}`;
    return { target, rank: 4, status: 'inconclusive', words, more };
  }
  return { target, rank: 7, status: 'healthy', words: 'nothing known is wrong', more };
};

const rankOf = ({ isDiagnosed, stops, status }: Finding): number => {
  if (isDiagnosed) return status === 'possible' ? 2 : stops ? 0 : 1;
  return status === 'walking' ? 6 : 5;
};

const choice = (
  { target, status, words, more }: Row,
  odd: readonly Odd[],
  { column, cells }: { readonly column: number; readonly cells: number },
): Choice => {
  const { symbol, tone } = statuses[status];
  const isOdd = odd.some((each) => each.target === target.id);
  const name = cutText(target.label, column);
  const right: Line = [
    ...(more > 0 ? [span(`+${more}`, 'quiet')] : []),
    ...(isOdd ? [span(more > 0 ? ' differs' : 'differs', 'warn')] : []),
  ];
  const left: Span[] = [
    span(`${symbol} `, tone),
    span(name + ' '.repeat(Math.max(0, column - width(name)) + 2)),
    span(words, 'quiet'),
  ];
  const room = cells - (right.length > 0 ? lineWidth(right) + 2 : 0);
  const row = cut(left, room);
  return { value: target.id, lines: [right.length > 0 ? ends(row, right, cells) : row] };
};

/** Of the host under the pointer: in which facts it differs from the rest. As many rows, always. */
const details = (
  { size }: Scene,
  { target, status }: Row,
  odd: readonly Odd[],
  cells: number,
): readonly Line[] => {
  const own = odd.filter((each) => each.target === target.id);
  const { word } = statuses[status];
  const told = [...(target.warnings ?? []), ...own.map(oddWords)];
  const texts = told.length > 0 ? told : ['differs from the other hosts in nothing that was seen'];
  const rows = isTight(size) ? 1 : 3;
  const left = told.length - rows;
  const shown = texts.slice(0, rows).map((text, at): Line => {
    const rest = left > 0 && at === rows - 1 ? ` (and ${left} more)` : '';
    const lead = at === 0 ? `${target.label}: ${word}; ` : '  ';
    return cut([span(lead, 'quiet'), span(text + rest, told.length > 0 ? 'warn' : 'quiet')], cells);
  });
  return [...shown, ...Array.from({ length: rows - shown.length }, () => blank)];
};

const summary = (rows: readonly Row[]): string => {
  const count = (wanted: (row: Row) => boolean): number => rows.filter(wanted).length;
  const ill = count(({ rank }) => rank <= 2);
  const lost = count(({ rank }) => rank === 3);
  const looking = count(({ status }) => status === 'walking');
  const parts = [
    ...(looking > 0 ? [`${looking} still looking`] : []),
    ...(lost > 0 ? [`${lost} out of reach`] : []),
    `${ill} with a problem`,
  ];
  return parts.join(', ');
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
