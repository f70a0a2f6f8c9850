/** Every key of the wizard, as data: the key screen and the README's table are made from it. */

export const screens = [
  'hosts',
  'asked',
  'home',
  'seen',
  'search',
  'paste',
  'questions',
  'trail',
  'diagnosis',
  'log',
  'logs',
  'commands',
  'explain',
  'keys',
  'saved',
  'practise',
] as const;
export type ScreenId = (typeof screens)[number];

export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'bottom'
  | 'section'
  | 'open'
  | 'back'
  | 'stop'
  | 'retry'
  | 'next'
  | 'again'
  | 'write'
  | 'log'
  | 'commands'
  | 'explain'
  | 'search'
  | 'paste'
  | 'practise'
  | 'filter'
  | 'follow'
  | 'mark'
  | 'list'
  | 'keys'
  | 'quit'
  | 'interrupt';

export type Key = {
  readonly command: Command;
  /** Names as `keyName` gives them; the first is the one that is shown. */
  readonly keys: readonly string[];
  /** What it does: the key screen's words. */
  readonly words: string;
  /** The same for the bottom line. */
  readonly short: string;
  readonly on: readonly ScreenId[];
  /** Works while text is typed, too. */
  readonly typing?: true;
};

const every = screens;
const except = (...without: readonly ScreenId[]): readonly ScreenId[] =>
  screens.filter((screen) => !without.includes(screen));
const reading = ['diagnosis', 'explain'] as const satisfies readonly ScreenId[];

export const keys: readonly Key[] = [
  { command: 'up', keys: ['up', 'k'], words: 'one line up', short: 'move', on: every },
  { command: 'down', keys: ['down', 'j'], words: 'one line down', short: 'move', on: every },
  {
    command: 'list',
    keys: ['down', 'tab'],
    words: 'while typing: down to what was found',
    short: 'to the list',
    on: ['search', 'paste', 'questions'],
    typing: true,
  },
  {
    command: 'open',
    keys: ['enter'],
    words: 'open, or choose',
    short: 'open',
    on: every,
    typing: true,
  },
  { command: 'back', keys: ['b', 'left'], words: 'back', short: 'back', on: every },
  {
    command: 'back',
    keys: ['escape'],
    words: 'back; while typing: leave the field',
    short: 'back',
    on: except('trail'),
    typing: true,
  },
  {
    command: 'stop',
    keys: ['escape'],
    words: 'stop the step under way',
    short: 'stop this step',
    on: ['trail'],
  },
  {
    command: 'page-down',
    keys: ['space', 'pagedown'],
    words: 'one page down',
    short: 'more',
    on: every,
  },
  { command: 'page-up', keys: ['pageup'], words: 'one page up', short: 'page up', on: every },
  { command: 'top', keys: ['g', 'home'], words: 'to the top', short: 'top', on: every },
  { command: 'bottom', keys: ['G', 'end'], words: 'to the bottom', short: 'bottom', on: every },
  {
    command: 'section',
    keys: ['tab'],
    words: 'to the next heading',
    short: 'next part',
    on: reading,
  },
  {
    command: 'log',
    keys: ['l'],
    words: 'the log of the container at hand, around the evidence',
    short: 'log',
    on: except('hosts', 'asked', 'log', 'logs', 'keys'),
  },
  {
    command: 'commands',
    keys: ['c'],
    words: 'the same look as commands to type by hand',
    short: 'by hand',
    on: ['diagnosis', 'trail'],
  },
  {
    command: 'explain',
    keys: ['e'],
    words: 'explain: what it means and how it is told apart',
    short: 'explain',
    on: ['home', 'trail', 'questions', 'diagnosis', 'search', 'paste'],
  },
  {
    command: 'next',
    keys: ['i'],
    words: 'not this one: the next candidate',
    short: 'not this one',
    on: ['diagnosis'],
  },
  {
    command: 'retry',
    keys: ['R'],
    words: 'ask the step that could not see once more',
    short: 'retry',
    on: ['diagnosis', 'trail'],
  },
  {
    command: 'again',
    keys: ['r'],
    words: 'look again: everything is asked anew',
    short: 'look again',
    on: except('asked', 'keys', 'saved', 'log', 'logs', 'practise'),
  },
  {
    command: 'write',
    keys: ['w'],
    words: 'write the report to a file',
    short: 'write report',
    on: except('asked', 'keys', 'saved', 'log', 'logs', 'practise'),
  },
  {
    command: 'search',
    keys: ['/'],
    words: 'search the symptoms',
    short: 'search',
    on: except('asked', 'log', 'keys'),
  },
  {
    command: 'filter',
    keys: ['/'],
    words: 'in a log: show only lines with these words',
    short: 'filter',
    on: ['log'],
  },
  {
    command: 'follow',
    keys: ['f'],
    words: 'in a log: follow new lines, or stop following',
    short: 'follow',
    on: ['log'],
  },
  {
    command: 'mark',
    keys: ['n', 'tab'],
    words: 'in a log: to the next line that a signature knows',
    short: 'next',
    on: ['log'],
  },
  {
    command: 'paste',
    keys: ['p'],
    words: 'paste an error or a log',
    short: 'paste',
    on: except('asked', 'keys', 'log'),
  },
  {
    command: 'practise',
    keys: ['t'],
    words: 'practise on a recorded incident',
    short: 'practise',
    on: ['home'],
  },
  { command: 'keys', keys: ['?'], words: 'these keys', short: 'keys', on: except('keys') },
  {
    command: 'quit',
    keys: ['q'],
    words: 'quit; what was found stays on the terminal',
    short: 'quit',
    on: every,
  },
  {
    command: 'interrupt',
    keys: ['ctrl+c'],
    words: 'quit at once',
    short: 'quit',
    on: every,
    typing: true,
  },
];

/** What a key means on a screen; while text is typed, letters are text. */
export const commandOf = (screen: ScreenId, typing: boolean, key: string): Command | undefined =>
  keys.find(
    (each) =>
      each.keys.includes(key) && each.on.includes(screen) && (!typing || each.typing === true),
  )?.command;
