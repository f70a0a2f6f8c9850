import { describe, expect, test } from 'vitest';
import { rejoined } from '../../src/core/wrapped.ts';

const row = (letter: string, width = 80): string => letter.repeat(width);
const texts = (lines: readonly string[]) =>
  [...rejoined(lines)].map(([at, { text }]) => [at, text.length]);

describe('lines that a terminal broke', () => {
  test('are joined with what follows a full row', () => {
    expect(texts(['short', row('a'), row('b'), 'rest', 'next'])).toEqual([[1, 164]]);
  });

  test('may be several', () => {
    expect(texts([row('a'), 'x', row('b'), 'y'])).toEqual([
      [0, 81],
      [2, 81],
    ]);
  });

  test('may be of any width that the longest have', () => {
    expect(texts([row('a', 120), row('b', 120), 'rest'])).toEqual([[0, 244]]);
  });

  test('are none in narrow columns, and none at the end', () => {
    expect(texts(['ab', 'cd', 'ef'])).toEqual([]);
    expect(texts(['short', row('a')])).toEqual([]);
    expect(texts([])).toEqual([]);
  });

  test('are no table of many full rows', () => {
    const table = Array.from({ length: 200 }, () => row('a'));
    for (const [, length] of texts(table)) expect(length).toBeLessThanOrEqual(61 * 80);
  });
});
