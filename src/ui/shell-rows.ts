import { quoteAfter, type Quote } from '../core/shell-words.ts';
import { span, width, words, wrap, type Line } from './text.ts';

/**
 * A line to type, in rows that still mean the same when they are copied: a shell's line is broken
 * between words, with a backslash; SQL needs none; a comment stands in rows of its own.
 */
export const shellRows = (text: string, cells: number, indent: number): readonly Line[] => {
  const isSql = sql.test(text);
  const { command, comment } = parted(text, isSql ? '--' : '#');
  return [
    ...(command === '' ? [] : commandRows(command, { cells, indent, end: isSql ? '' : ' \\' })),
    ...(comment === '' ? [] : commentRows(comment, isSql ? '--' : '#', cells - indent)).map(
      (row): Line => [span(' '.repeat(indent)), ...row],
    ),
  ];
};

/** What is typed into psql rather than into a shell. */
const sql = /^(select|alter|create|grant|revoke|drop|update|insert|delete|show|set|\\[a-z])\b/i;

type Room = { readonly cells: number; readonly indent: number; readonly end: string };

const commandRows = (text: string, { cells, indent, end }: Room): readonly Line[] => {
  const rows: string[] = [];
  let row = '';
  for (const word of wordsOf(text)) {
    const left = indent + (rows.length > 0 ? 2 : 0);
    if (row !== '' && left + width(`${row} ${word}${end}`) > cells) {
      rows.push(row + end);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  rows.push(row);
  return rows.flatMap((each, at) => {
    const whole = ' '.repeat(at > 0 ? indent + 2 : indent) + each;
    return broken(whole, cells, end === '').map((piece): Line => [span(piece, 'accent')]);
  });
};

/**
 * A word that is wider than the screen goes on in the next row: behind a backslash, which a shell
 * takes away with the end of the row, and outside single quotes, in which it would stay. It is
 * broken behind a blank that a quote holds, where there is one not too far back.
 */
const broken = (text: string, cells: number, isSql: boolean): readonly string[] => {
  const rows: string[] = [];
  let row = '';
  let open: Quote = '';
  let blank: Place | undefined;
  const breakAt = ({ length, quote }: Place): void => {
    const isHeld = quote === "'";
    const joint = isSql ? '' : isHeld ? "'\\" : '\\';
    rows.push(row.slice(0, length) + joint);
    row = (isHeld && !isSql ? "'" : '') + row.slice(length);
    blank = undefined;
  };
  for (const unit of unitsOf(text)) {
    if (unit === '\n') {
      rows.push(row);
      row = '';
      blank = undefined;
      continue;
    }
    const next: Quote = isSql ? '' : quoteAfter(unit, open);
    const spare = isSql ? 0 : next === "'" ? 2 : 1;
    if (width(row + unit) + spare > cells && width(row) > 1) {
      const isNear = blank !== undefined && blank.length > cells / 2;
      breakAt(blank !== undefined && isNear ? blank : { length: row.length, quote: open });
    }
    row += unit;
    open = next;
    if (unit === ' ' && open !== '') blank = { length: row.length, quote: open };
  }
  return [...rows, row];
};

/** Where a row may end, and the quote that is open there. */
type Place = { readonly length: number; readonly quote: Quote };

/** Characters; a backslash outside single quotes takes the one after it along. */
const unitsOf = (text: string): readonly string[] => {
  const units: string[] = [];
  let open: Quote = '';
  for (const character of text) {
    const before = units.at(-1);
    if (before === '\\' && open !== "'") units[units.length - 1] = before + character;
    else {
      units.push(character);
      if (character !== '\\') open = quoteAfter(character, open);
    }
  }
  return units;
};

/** Each row is a comment by itself: what is copied must not become a command. */
const commentRows = (text: string, mark: string, cells: number): readonly Line[] =>
  wrap([span(text)], cells - mark.length - 1).map((row) => [
    span(`${mark} ${words(row)}`, 'quiet'),
  ]);

type Parted = { readonly command: string; readonly comment: string };

/** Where a comment begins that no quote holds. */
const parted = (text: string, mark: string): Parted => {
  let open: Quote = '';
  for (let at = 0; at < text.length; at++) {
    const isStart = at === 0 || text[at - 1] === ' ';
    if (open === '' && isStart && text.startsWith(mark, at)) {
      return { command: text.slice(0, at).trimEnd(), comment: text.slice(at + mark.length).trim() };
    }
    // A backslash takes the character after it along.
    const step = text[at] === '\\' && open !== "'" ? 2 : 1;
    open = quoteAfter(text.slice(at, at + step), open);
    at += step - 1;
  }
  return { command: text, comment: '' };
};

/** The words of a line; blanks inside quotes do not end one. */
const wordsOf = (text: string): readonly string[] => {
  const pieces: string[] = [];
  let open: Quote = '';
  for (const word of text.split(' ')) {
    if (open === '') pieces.push(word);
    else pieces.push(`${pieces.pop() ?? ''} ${word}`);
    open = quoteAfter(word, open);
  }
  return pieces;
};
