import { describe, expect, it } from 'vitest';
import { keysIn } from '../../src/cli/keyboard.ts';

describe('what a terminal sends at once', () => {
  it.each([
    ['typed letters are keys of their own', 'jjq', ['j', 'j', 'q']],
    ['Enter after letters is a key', 'jj\r', ['j', 'j', '\r']],
    ['arrows stay whole', '\u001b[B\u001b[B\r', ['\u001b[B', '\u001b[B', '\r']],
    ['arrows of the application mode stay whole', '\u001bOA', ['\u001bOA']],
    ['Escape alone is Escape', '\u001b', ['\u001b']],
    ['a long text was pasted, and stays one', 'x'.repeat(17), ['x'.repeat(17)]],
    ['characters beyond the first plane stay whole', 'a😀b', ['a', '😀', 'b']],
  ])('%s', (_, chunk, keys) => {
    expect(keysIn(chunk)).toEqual(keys);
  });
});
