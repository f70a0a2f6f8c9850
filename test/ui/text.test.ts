import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cut,
  cutText,
  ends,
  line,
  lineWidth,
  span,
  width,
  words,
  wrap,
} from '../../src/ui/text.ts';

const text = fc
  .array(
    fc.constantFrom('a', 'bc', 'word', ' ', '  ', '日本', 'e\u0301', '👩‍👧', '…', 'longer-word'),
    {
      maxLength: 20,
    },
  )
  .map((parts) => parts.join(''));
const cells = fc.integer({ min: 2, max: 30 });
const joined = (all: string): string => all.replace(/ +/g, '');

describe('a wrapped line', () => {
  it('is never wider than it may be, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(text, cells, fc.integer({ min: 0, max: 12 }), (all, room, hanging) => {
        const rows = wrap([span(all), span(all, 'bad')], room, hanging);
        for (const row of rows) expect(lineWidth(row)).toBeLessThanOrEqual(room);
        expect(joined(rows.map(words).join(''))).toBe(joined(all + all));
      }),
    );
  });

  it('breaks between words, and hangs in what follows', () => {
    expect(wrap([span('  one two three')], 9, 2).map(words)).toEqual(['  one two', '  three']);
  });

  it('breaks a word that is wider than a row where the row ends', () => {
    expect(wrap([span('abcdefgh')], 3).map(words)).toEqual(['abc', 'def', 'gh']);
  });

  it('hangs less where the row has no room for both', () => {
    expect(wrap([span('👩‍👧日')], 2, 1).map(words)).toEqual(['👩‍👧', '日']);
    expect(wrap([span('ab cd')], 3, 5).map(words)).toEqual(['ab', ' cd']);
  });

  it('keeps the looks of its pieces', () => {
    expect(wrap([span('a ', 'bad'), span('b', 'good')], 1)).toEqual([
      [{ text: 'a', tone: 'bad' }],
      [{ text: 'b', tone: 'good' }],
    ]);
  });
});

describe('a cut line', () => {
  it('is never wider than it may be, and says that it was cut', () => {
    fc.assert(
      fc.property(text, cells, (all, room) => {
        const made = cutText(all, room);
        expect(width(made)).toBeLessThanOrEqual(room);
        if (width(all) > room) expect(made).toMatch(/…$/);
        else expect(made).toBe(all);
      }),
    );
  });

  it('never cuts a wide character in half', () => {
    expect(cutText('日本語', 4)).toBe('日…');
  });
});

describe('two ends of a line', () => {
  it('fill it', () => {
    expect(words(ends(line('left'), line('right'), 12))).toBe('left   right');
  });

  it('give way from the right', () => {
    expect(words(ends(line('left'), line('right'), 9))).toBe('left');
    expect(words(cut(line('left'), 3))).toBe('le…');
  });
});
