import type { Field } from './field.ts';
import { cut, line, span, width, type Line } from './text.ts';

export type FieldLooks = {
  readonly label: string;
  readonly hint: string;
  readonly typing: boolean;
  readonly cells: number;
  readonly rows: number;
  /** The text is a secret. */
  readonly masked?: true;
};

/** A field in its rows: the label, the text around the cursor, what ends the typing. */
export const fieldLines = (typed: Field, looks: FieldLooks): readonly Line[] => {
  const { label, hint, typing, cells, rows } = looks;
  const field = looks.masked ? { ...typed, text: '*'.repeat(typed.text.length) } : typed;
  const hintLine = cut(line(hint, 'quiet'), cells);
  if (rows < 3) {
    const name = `${label}: `;
    const [row = []] = textRows(field, typing, cells - width(name), 1);
    return [[span(name, 'quiet'), ...row], typing ? hintLine : []];
  }
  const shown = textRows(field, typing, cells - 2, rows - 1);
  const text = shown.map((row): Line => [span('│ ', typing ? 'accent' : 'quiet'), ...row]);
  return [...text, typing ? hintLine : []];
};

const textRows = (field: Field, typing: boolean, cells: number, rows: number): readonly Line[] => {
  const { text: whole, cursor } = field;
  // A pasted log may be long: only the rows that are shown are looked for.
  let start = lineStart(whole, cursor);
  const column = cursor - start;
  let at = 0;
  for (; at < rows - 1 && start > 0; at += 1) start = lineStart(whole, start - 1);
  const all = linesFrom(whole, start, rows);
  return Array.from({ length: rows }, (_, index): Line => {
    const text = all[index];
    if (text === undefined) return [];
    if (index === at && typing) return withCursor(text, column, cells);
    return cut(line(text.slice(0, cells * unitsPerCell)), cells);
  });
};

/** What fills a row at most: a line may be as long as the whole text. */
const unitsPerCell = 8;

const lineStart = (text: string, at: number): number =>
  at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;

const linesFrom = (text: string, start: number, most: number): readonly string[] => {
  const lines: string[] = [];
  for (let from = start; lines.length < most;) {
    const end = text.indexOf('\n', from);
    lines.push(text.slice(from, end < 0 ? text.length : end));
    if (end < 0) break;
    from = end + 1;
  }
  return lines;
};

/** The piece of a line that the cursor is in: what is left of it gives way first. */
const withCursor = (text: string, column: number, cells: number): Line => {
  const under = String.fromCodePoint(text.codePointAt(column) ?? 32);
  const most = cells * unitsPerCell;
  let left = text.slice(Math.max(0, column - most), column);
  while (width(left) > Math.max(0, cells - 2)) left = left.slice(Math.ceil(left.length / 8));
  const right = text.slice(column + under.length, column + most);
  return cut([span(left), span(under, 'cursor'), span(right)], cells);
};
