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
  const before = field.text.slice(0, field.cursor);
  const at = before.split('\n').length - 1;
  const all = field.text.split('\n');
  const from = Math.max(0, Math.min(at - rows + 1, all.length - rows));
  const column = before.length - (before.lastIndexOf('\n') + 1);
  return Array.from({ length: rows }, (_, index): Line => {
    const text = all[from + index];
    if (text === undefined) return [];
    return from + index === at && typing ? withCursor(text, column, cells) : cut(line(text), cells);
  });
};

/** The piece of a line that the cursor is in: what is left of it gives way first. */
const withCursor = (text: string, column: number, cells: number): Line => {
  const under = String.fromCodePoint(text.codePointAt(column) ?? 32);
  let left = text.slice(0, column);
  while (width(left) > Math.max(0, cells - 2)) left = left.slice(Math.ceil(left.length / 8));
  const right = text.slice(column + under.length);
  return cut([span(left), span(under, 'cursor'), span(right)], cells);
};
