import { quoteAfter, type Quote } from '../core/shell-words.ts';
import { span, width, words, wrap, type Line } from './text.ts';

/**
 * A command line in rows that a shell still understands when they are copied: broken between
 * words, with a backslash. A word that is wider than a row is left to the terminal's edge.
 */
export const shellRows = (text: string, cells: number, indent: number): readonly Line[] => {
  if (text.startsWith('#')) return commentRows(text, cells, indent);
  const rows: string[] = [];
  let row = '';
  for (const word of shellPieces(text)) {
    const room = cells - indent - (rows.length > 0 ? 2 : 0) - 2;
    if (row !== '' && width(row) + 1 + width(word) > room) {
      rows.push(`${row} \\`);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  rows.push(row);
  return rows.flatMap((each, at) => {
    const left = at > 0 ? indent + 2 : indent;
    return hard(each, cells, left).map((piece): Line => [span(piece, 'accent')]);
  });
};

/** Every row of a comment is one: what is copied must not become a command. */
const commentRows = (text: string, cells: number, indent: number): readonly Line[] =>
  wrap([span(text.replace(/^#\s*/, ''))], cells - indent - 2).map((row) => [
    span(`${' '.repeat(indent)}# ${words(row)}`, 'quiet'),
  ]);

/** Broken inside a word, a row that follows starts at the edge: an indent would become part of it. */
const hard = (text: string, cells: number, left: number): readonly string[] => {
  const whole = ' '.repeat(left) + text;
  if (width(whole) <= cells) return [whole];
  const pieces: string[] = [];
  let piece = '';
  for (const character of whole) {
    if (width(piece + character) > cells) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
};

/** The words of a command line; blanks inside quotes do not end one. */
const shellPieces = (text: string): readonly string[] => {
  const pieces: string[] = [];
  let open: Quote = '';
  for (const word of text.split(' ')) {
    if (open === '') pieces.push(word);
    else pieces.push(`${pieces.pop() ?? ''} ${word}`);
    open = quoteAfter(word, open);
  }
  return pieces;
};
