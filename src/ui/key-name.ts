/** What keys are called: in the table, and on the screen. */

/** The part of Ink's key that names need. */
type Pressed = Readonly<
  Record<
    | 'upArrow'
    | 'downArrow'
    | 'leftArrow'
    | 'rightArrow'
    | 'pageDown'
    | 'pageUp'
    | 'home'
    | 'end'
    | 'return'
    | 'escape'
    | 'tab'
    | 'backspace'
    | 'delete'
    | 'ctrl'
    | 'meta',
    boolean
  >
>;

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageDown', 'pagedown'],
  ['pageUp', 'pageup'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const;

export const keyName = (input: string, pressed: Pressed): string => {
  const special = named.find(([flag]) => pressed[flag])?.[1];
  if (special !== undefined) return special;
  if (input === ' ') return 'space';
  return pressed.ctrl ? `ctrl+${input}` : pressed.meta ? `meta+${input}` : input;
};

const shown: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  enter: '⏎',
  escape: 'Esc',
  space: 'Space',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  home: 'Home',
  end: 'End',
  tab: 'Tab',
  'ctrl+c': 'Ctrl-C',
};

export const keyLabel = (key: string): string => shown[key] ?? key;
