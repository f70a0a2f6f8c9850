import type { Terminal } from './terminal.ts';

/** Goes on page by page until the screen holds what is looked for, or is at its end. */
export const turnTo = async (open: Terminal, what: string | RegExp): Promise<string> => {
  const left = (screen: string) => /↓ ?(\d+)/.exec(screen)?.[1];
  for (let screen = open.screen(); ;) {
    if (typeof what === 'string' ? screen.includes(what) : what.test(screen)) return screen;
    const before = left(screen);
    // The end; or a screen that was just being drawn.
    if (before === undefined) return open.sees(what);
    open.press('space');
    screen = await open.sees(new RegExp(`↓ ?(?!${before}\\b)\\d+|end$`));
  }
};
