import { writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { skeleton } from '../ui/skeleton.ts';

/** The alternate screen: entered once, left once, whatever ends the program. */
export type Screen = {
  /** Shows the empty wizard; the normal screen and its scrollback stay as they are. */
  enter(): void;
  leave(): void;
  isEntered(): boolean;
};

const entering = '\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J';
/** Attributes off, paste marks off, cursor shown, back to where the shell's text is. */
const leavingIt = '\u001b[0m\u001b[?2004l\u001b[?25h\u001b[?1049l';

export const createScreen = (output: WriteStream): Screen => {
  let entered = false;
  const leave = (): void => {
    if (!entered) return;
    entered = false;
    process.off('exit', leave);
    try {
      // Not through the stream: on the way out nothing would wait for it.
      writeSync(1, leavingIt);
    } catch {
      // The terminal is gone (SIGHUP): there is nothing left to restore.
    }
  };
  return {
    enter: () => {
      if (entered) return;
      entered = true;
      process.on('exit', leave);
      output.write(entering + skeleton(output.columns, output.rows));
    },
    leave,
    isEntered: () => entered,
  };
};
