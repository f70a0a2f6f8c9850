import { skeleton } from '../ui/skeleton.ts';

/** The alternate screen: entered once, left once, whatever ends the program. */
export type Screen = {
  /** Shows the empty wizard; the normal screen and its scrollback stay as they are. */
  enter(): void;
  leave(): void;
};

const entering = '\u001b[?1049h\u001b[?25l\u001b[H\u001b[J';
/** Paste marks off, cursor shown, back to where the shell's text is. */
const leavingIt = '\u001b[?2004l\u001b[?25h\u001b[?1049l';

/** `put` writes at once, past any stream: on the way out nothing would wait for one. */
export const createScreen = (put: (text: string) => void): Screen => {
  let entered = false;
  const leave = (): void => {
    if (!entered) return;
    entered = false;
    process.off('exit', leave);
    put(leavingIt);
    rawMode(false);
  };
  return {
    enter: () => {
      if (entered) return;
      entered = true;
      process.on('exit', leave);
      put(entering + skeleton);
      // What is typed while the program still loads would else be echoed, and scroll the screen.
      rawMode(true);
    },
    leave,
  };
};

const rawMode = (on: boolean): void => {
  if (process.stdin.isTTY && !process.stdin.destroyed) process.stdin.setRawMode(on);
};

/** Whether this terminal can be drawn on, and is looked at rather than listened to. */
export const isDrawn = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env['TERM'] !== 'dumb' && !isSpoken(env);

export const isSpoken = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env['INK_SCREEN_READER'] === '1' || env['INK_SCREEN_READER'] === 'true';
