import { describe, expect, it } from 'vitest';
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
