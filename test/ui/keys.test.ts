import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keysMark, keyTable } from '../../src/ui/key-table.ts';
import { keyName } from '../../src/ui/key-name.ts';
import { commandOf, keys, screens } from '../../src/ui/keys.ts';

const names = [...new Set(keys.flatMap((each) => each.keys))];

describe('the table of keys', () => {
  it.each(screens)('gives every key of %s one meaning', (screen) => {
    for (const typing of [false, true]) {
      for (const name of names) {
        const meanings = keys.filter(
          (each) =>
            each.keys.includes(name) && each.on.includes(screen) && (!typing || each.typing),
        );
        // While something is typed ↓ leads to the list; else it moves in it.
        const commands = meanings.map(({ command }) => command).filter((each) => each !== 'list');
        expect(new Set(commands).size, `${name} on ${screen}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it('leaves letters to the field while text is typed', () => {
    for (const screen of screens) {
      for (const letter of ['q', 'b', 'j', '/', '?', 'space', 'G']) {
        expect(commandOf(screen, true, letter), `${letter} on ${screen}`).toBeUndefined();
      }
    }
  });

  it('has a way out on every screen, whatever is under way', () => {
    for (const screen of screens) {
      expect(commandOf(screen, false, 'q')).toBe('quit');
      expect(commandOf(screen, false, 'ctrl+c')).toBe('interrupt');
      expect(commandOf(screen, true, 'ctrl+c')).toBe('interrupt');
      expect(commandOf(screen, true, 'escape') ?? commandOf(screen, false, 'b')).toBe('back');
    }
  });
});

describe('a key’s name', () => {
  const none = {
    upArrow: false,
    downArrow: false,
    leftArrow: false,
    rightArrow: false,
    pageDown: false,
    pageUp: false,
    home: false,
    end: false,
    return: false,
    escape: false,
    tab: false,
    backspace: false,
    delete: false,
    ctrl: false,
    meta: false,
  };

  it.each([
    ['q', {}, 'q'],
    [' ', {}, 'space'],
    ['c', { ctrl: true }, 'ctrl+c'],
    ['', { upArrow: true }, 'up'],
    ['', { return: true }, 'enter'],
    ['b', { meta: true }, 'meta+b'],
  ] as const)('of %j with %j is %s', (input, pressed, name) => {
    expect(keyName(input, { ...none, ...pressed })).toBe(name);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

  it('has every key, with the words of the key screen', () => {
    const table = readme.split(keysMark.begin)[1]?.split(keysMark.end)[0] ?? '';
    const cells = (text: string) => text.match(/`[^`]+`|[a-z][^|`]+[a-z]/g);
    expect(cells(table)).toEqual(cells(keyTable()));
  });

  it('shows the wizard as it is', () => {
    const golden = new URL('goldens/home-80x24.txt', import.meta.url);
    const [, shown = ''] = /<!-- screen: home -->\s+```text\n([^]*?)\n```/.exec(readme) ?? [];
    expect(shown).toBe(readFileSync(golden, 'utf8').trimEnd());
  });
});
