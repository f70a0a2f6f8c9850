import { cellsOf, type Cell, type Row } from './cells.ts';
import type { Size } from './page.ts';

/** Draws frames on a terminal by writing only the places that changed. */
export type Painter = {
  /** A whole frame, its rows separated by newlines, styled by SGR sequences. */
  paint(frame: string): void;
  /** What is on the terminal is not known any more: the next frame is drawn whole. */
  forget(): void;
};

const escape = '\u001b[';
const goTo = (row: number, column: number): string => `${escape}${row + 1};${column + 1}H`;
const eraseRest = `${escape}K`;
const eraseBelow = `${escape}J`;
/** Terminals that know it show the frame at once; the others pass over it. */
const together = [`${escape}?2026h`, `${escape}?2026l`] as const;
/** Below this many characters a frame cannot be seen half drawn. */
const small = 120;

export const createPainter = (write: (text: string) => void, size: () => Size): Painter => {
  let shown: readonly Row[] | undefined;
  return {
    paint: (frame) => {
      const { rows, columns } = size();
      // Never taller than the terminal less one row: a last row that is written would scroll it.
      const next = frame
        .split('\n')
        .slice(0, Math.max(1, rows - 1))
        .map((row) => cellsOf(row).slice(0, columns));
      const made = shown ? changes(shown, next) : whole(next);
      shown = next;
      if (made === '') return;
      write(made.length < small ? made : together[0] + made + together[1]);
    },
    forget: () => {
      shown = undefined;
    },
  };
};

const whole = (rows: readonly Row[]): string =>
  rows.map((row, at) => goTo(at, 0) + written(row) + eraseRest).join('') +
  goTo(rows.length, 0) +
  eraseBelow;

const changes = (before: readonly Row[], after: readonly Row[]): string => {
  const scrolled = scroll(before, after);
  let made = scrolled?.text ?? '';
  const from = scrolled?.rows ?? before;
  const rows = Math.max(from.length, after.length);
  for (let at = 0; at < rows; at++) made += rowChanges(from[at] ?? [], after[at] ?? [], at);
  return made;
};

const same = (a: Cell | undefined, b: Cell | undefined): boolean =>
  a?.text === b?.text && a?.style === b?.style;

const sameRow = (a: Row, b: Row): boolean =>
  a.length === b.length && a.every((cell, at) => same(cell, b[at]));

/** Going over a few unchanged places is shorter than a jump. */
const jump = 6;

const rowChanges = (before: Row, after: Row, row: number): string => {
  let made = '';
  let at = 0;
  while (at < after.length) {
    if (same(before[at], after[at])) {
      at += 1;
      continue;
    }
    // Half a wide character cannot be written.
    const start = after[at]?.text === '' && at > 0 ? at - 1 : at;
    let end = at + 1;
    for (let look = end; look < after.length && look - end < jump; look++) {
      if (!same(before[look], after[look])) end = look + 1;
    }
    made += goTo(row, start) + written(after.slice(start, end));
    at = end;
  }
  if (before.length > after.length) made += goTo(row, after.length) + eraseRest;
  return made;
};

const written = (cells: Row): string => {
  let made = '';
  let style = '';
  for (const cell of cells) {
    if (cell.style !== style) {
      made += `${escape}0${cell.style && `;${cell.style}`}m`;
      style = cell.style;
    }
    made += cell.text;
  }
  return style === '' ? made : `${made}${escape}0m`;
};

type Scrolled = { readonly text: string; readonly rows: readonly Row[] };

/** Rows that only moved up, as in a log that is followed: the terminal moves them itself. */
const scroll = (before: readonly Row[], after: readonly Row[]): Scrolled | undefined => {
  if (before.length !== after.length) return undefined;
  const top = before.findIndex((row, at) => !sameRow(row, after[at] ?? []));
  const bottom = before.findLastIndex((row, at) => !sameRow(row, after[at] ?? []));
  const rows = bottom - top + 1;
  if (top < 0 || rows < 4) return undefined;
  for (let by = 1; by <= Math.min(rows - 3, 12); by++) {
    const moved = Array.from({ length: rows - by }, (_, at) =>
      sameRow(before[top + by + at] ?? [], after[top + at] ?? []),
    );
    const kept = moved.filter(Boolean).length;
    if (kept < 3 || kept < (rows - by) * 0.7) continue;
    const text = `${escape}${top + 1};${bottom + 1}r${goTo(bottom, 0)}${'\n'.repeat(by)}${escape}r`;
    const rest = Array.from({ length: by }, (): Row => []);
    return {
      text,
      rows: [
        ...before.slice(0, top),
        ...before.slice(top + by, bottom + 1),
        ...rest,
        ...before.slice(bottom + 1),
      ],
    };
  }
  return undefined;
};
