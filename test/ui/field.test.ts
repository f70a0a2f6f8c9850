import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edit, emptyField, fieldOf, insert, type Field } from '../../src/ui/field.ts';

const type = (...keys: readonly string[]): Field =>
  keys.reduce((field, key) => edit(field, key) ?? field, emptyField);

describe('a field', () => {
  it.each([
    ['letters', ['a', 'b', 'space', 'c'], 'ab c', 4],
    ['backspace', ['a', 'b', 'backspace'], 'a', 1],
    ['backspace, as most terminals send it', ['a', 'b', 'delete'], 'a', 1],
    ['the cursor, moved', ['a', 'c', 'left', 'b'], 'abc', 2],
    ['the ends of the line', ['b', 'home', 'a', 'end', 'c'], 'abc', 3],
    ['a word deleted', ['o', 'n', 'e', 'space', 't', 'w', 'ctrl+w'], 'one ', 4],
    ['all deleted', ['a', 'ctrl+u'], '', 0],
    ['a character of two units, deleted whole', ['😀', 'backspace'], '', 0],
    ['a character of two units, stepped over whole', ['😀', 'left', 'a'], 'a😀', 1],
    ['keys that write nothing', ['up', 'pagedown', 'ctrl+x', 'meta+b', 'tab'], '', 0],
  ] as const)('takes %s', (_, keys, text, cursor) => {
    expect(type(...keys)).toEqual({ text, cursor });
  });

  it('has its cursor within its text, whatever is pressed', () => {
    const key = fc.constantFrom('a', '😀', 'left', 'right', 'home', 'end', 'backspace', 'ctrl+w');
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        const { text, cursor } = type(...keys);
        expect(cursor).toBeGreaterThanOrEqual(0);
        expect(cursor).toBeLessThanOrEqual(text.length);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });

  it('keeps the lines of a pasted text, however the terminal ends them', () => {
    expect(fieldOf('a\r\nb\rc\nd').text).toBe('a\nb\nc\nd');
  });

  it('holds nothing that a terminal would obey', () => {
    expect(insert(emptyField, '\u001b[2J\u0007\u202eabc').text).toBe('␛[2J␇<U+202E>abc');
  });
});
