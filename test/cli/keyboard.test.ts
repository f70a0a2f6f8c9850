import { describe, expect, it } from 'vitest';
import { keysIn } from '../../src/cli/keyboard.ts';
import { gatherPastes } from '../../src/cli/paste-gathering.ts';

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

describe('a paste', () => {
  const paste = '\u001b[200~first\nsecond \u001b[31m\u001b[201~';
  const typed = `ab${paste}c`;

  it('comes in one piece, wherever it is cut', () => {
    for (let at = typed.indexOf('first'); at <= typed.length; at += 1) {
      const pastes = gatherPastes();
      const found = [typed.slice(0, at), typed.slice(at)].flatMap((each) => pastes.take(each));
      expect(found).toEqual(['ab', paste, 'c']);
    }
  });

  it('in single letters loses none of them', () => {
    const pastes = gatherPastes();
    expect(
      Array.from(typed)
        .flatMap((each) => pastes.take(each))
        .join(''),
    ).toBe(typed);
  });

  it('of 10 MB in small reads takes no longer than its length asks for', () => {
    const pastes = gatherPastes();
    const piece = 'x'.repeat(4095);
    const started = performance.now();
    pastes.take('\u001b[200~');
    for (let count = 0; count < 2500; count += 1) expect(pastes.take(piece)).toEqual([]);
    const [whole = ''] = pastes.take('\u001b[201~');
    expect(whole.length).toBe(2500 * 4095 + 12);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
