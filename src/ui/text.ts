import stringWidth from 'string-width';
import type { Tone } from './theme.ts';

/** A piece of a line that looks the same throughout. */
export type Span = { readonly text: string; readonly tone?: Tone };

/** One row of the terminal: already as wide as it may be. */
export type Line = readonly Span[];

export const blank: Line = [];

export const span = (text: string, tone?: Tone): Span => ({ text, ...(tone && { tone }) });

export const line = (text: string, tone?: Tone): Line => [span(text, tone)];

// Measuring grapheme by grapheme is slow, and nearly all text is plain.
const plain = /^[\u0020-\u007e]*$/;

/** Cells that a text takes. */
export const width = (text: string): number => (plain.test(text) ? text.length : stringWidth(text));

export const lineWidth = (spans: Line): number =>
  spans.reduce((sum, { text }) => sum + width(text), 0);

/** The words of a line, without their looks. */
export const words = (spans: Line): string => spans.map(({ text }) => text).join('');

const characters = (text: string): readonly string[] =>
  plain.test(text)
    ? [...text]
    : [...new Intl.Segmenter().segment(text)].map((each) => each.segment);

/** The longest start of a text that fits into so many cells. */
const start = (text: string, cells: number): string => {
  if (plain.test(text)) return text.slice(0, Math.max(0, cells));
  let taken = '';
  let room = cells;
  for (const character of characters(text)) {
    room -= width(character);
    if (room < 0) break;
    taken += character;
  }
  return taken;
};

/** Cuts what is too wide, and says so with `…`. */
export const cut = (spans: Line, cells: number): Line => {
  if (lineWidth(spans) <= cells) return spans;
  const kept: Span[] = [];
  let room = cells - 1;
  for (const each of spans) {
    if (room <= 0) break;
    const text = start(each.text, room);
    kept.push({ ...each, text });
    room -= width(text);
    if (text !== each.text) break;
  }
  return cells < 1 ? [] : [...kept, span('…', kept.at(-1)?.tone)];
};

export const cutText = (text: string, cells: number): string => words(cut(line(text), cells));

/** `left` and `right` at the ends of one line; where both don't fit, the right one goes. */
export const ends = (left: Line, right: Line, cells: number): Line => {
  const room = cells - lineWidth(left) - lineWidth(right);
  if (room < 2) return cut(left, cells);
  return [...left, span(' '.repeat(room)), ...right];
};

type Piece = { readonly text: string; readonly tone?: Tone; readonly isSpace: boolean };

const piecesOf = (spans: Line): readonly Piece[] =>
  spans.flatMap(({ text, tone }) =>
    (text.match(/ +|[^ ]+/g) ?? []).map((word) => ({
      text: word,
      isSpace: word.startsWith(' '),
      ...(tone && { tone }),
    })),
  );

/** Breaks a line at blanks; a word wider than a whole line is broken where the line ends. */
export const wrap = (spans: Line, cells: number, hanging = 0): readonly Line[] => {
  const most = Math.max(1, cells);
  // However narrow the row is, what hangs leaves room for the widest character.
  const hang = Math.max(0, Math.min(hanging, most - 2));
  const indent: Line = hang > 0 ? [span(' '.repeat(hang))] : [];
  const lines: Line[] = [];
  let now: Span[] = [];
  let used = 0;
  const flush = (): void => {
    lines.push(withoutEnd(now));
    now = [...indent];
    used = hang;
  };
  for (const piece of piecesOf(spans)) {
    let { text } = piece;
    const atStart = lines.length > 0 && used === hang;
    if (piece.isSpace && (atStart || used + text.length > most)) {
      if (!atStart) flush();
      continue;
    }
    if (used + width(text) > most && used > (lines.length > 0 ? hang : 0)) flush();
    while (used + width(text) > most) {
      const head = start(text, most - used) || (characters(text)[0] ?? '');
      now.push(span(head, piece.tone));
      text = text.slice(head.length);
      if (text !== '') flush();
      else break;
    }
    if (text !== '') {
      now.push(span(text, piece.tone));
      used += width(text);
    }
  }
  lines.push(now);
  return lines.map(joined);
};

/** A blank at which a line was broken belongs to neither half. */
const withoutEnd = (spans: Line): Line => {
  const last = spans.at(-1);
  return last && /^ +$/.test(last.text) ? spans.slice(0, -1) : spans;
};

/** Neighbours that look alike become one piece: fewer nodes to lay out. */
const joined = (spans: Line): Line => {
  const merged: Span[] = [];
  for (const each of spans) {
    const last = merged.at(-1);
    if (last?.tone === each.tone && last) {
      merged[merged.length - 1] = { ...last, text: last.text + each.text };
    } else merged.push(each);
  }
  return merged;
};

/** A paragraph: its own newlines are kept, each line is wrapped, all stand `indent` cells in. */
export const paragraph = (text: string, cells: number, indent = 0, tone?: Tone): readonly Line[] =>
  text
    .split('\n')
    .flatMap((row) => wrap(line(' '.repeat(indent) + row.trimEnd(), tone), cells, indent));
