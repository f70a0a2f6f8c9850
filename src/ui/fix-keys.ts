import type { Key } from './keys.ts';

/** What keys do with a fix: none of them changes anything before its plan was on the screen. */
export const fixKeys: readonly Key[] = [
  {
    command: 'fix',
    keys: ['f'],
    words: 'fix: see what would be changed, and decide then',
    short: 'fix',
    on: ['diagnosis'],
  },
  {
    command: 'approve',
    keys: ['y'],
    words: 'at the end of a plan: carry out exactly this',
    short: 'carry out',
    on: ['plan'],
  },
  {
    command: 'undo',
    keys: ['u'],
    words: 'see what taking a fix back would change',
    short: 'take back',
    on: ['fixed'],
  },
  {
    command: 'verify',
    keys: ['v'],
    words: 'ask again what showed the fault',
    short: 'verify',
    on: ['fixed'],
  },
  {
    command: 'go-on',
    keys: ['o'],
    words: 'go on with a fix that was cut off',
    short: 'go on',
    on: ['fixed'],
  },
];
