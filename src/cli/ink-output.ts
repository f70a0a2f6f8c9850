import type { WriteStream } from 'node:tty';
import { createPainter } from '../ui/painter.ts';

/** A frame is drawn at once; the next ones at most this often. */
const pauseMs = 33;

/**
 * The stream that Ink writes whole frames to. Only what changed reaches the terminal, and at most
 * thirty times a second, however often the state changes.
 */
export const inkOutput = (terminal: WriteStream, adapt: (frame: string) => string) => {
  const painter = createPainter(
    (text) => terminal.write(text),
    () => ({ columns: terminal.columns, rows: terminal.rows }),
  );
  let latest: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let paintedAt = -Infinity;
  const paint = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (latest === undefined) return;
    painter.paint(adapt(latest));
    latest = undefined;
    paintedAt = performance.now();
  };
  const resized = (): void => painter.forget();
  terminal.on('resize', resized);
  const stream = {
    isTTY: true,
    get columns() {
      return terminal.columns;
    },
    get rows() {
      return terminal.rows;
    },
    on: (event: string, listener: (...given: unknown[]) => void) => terminal.on(event, listener),
    off: (event: string, listener: (...given: unknown[]) => void) => terminal.off(event, listener),
    write: (text: string, written?: () => void) => {
      // Modes of the terminal, such as marked pastes, are no frames.
      if (text.startsWith('\u001b[?')) terminal.write(text);
      else if (text !== '') {
        latest = text;
        timer ??= setTimeout(paint, Math.max(0, paintedAt + pauseMs - performance.now()));
        if (performance.now() - paintedAt >= pauseMs) paint();
      }
      written?.();
      return true;
    },
  };
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    close: () => {
      clearTimeout(timer);
      terminal.off('resize', resized);
    },
  };
};

/** Where the locale has no UTF-8, each mark gets one letter that any terminal has. */
export const asciiMarks = (frame: string): string =>
  frame.replace(/[\u0080-\u{10ffff}]/gu, (mark) => letters[mark] ?? '?');

const letters: Readonly<Record<string, string>> = {
  '✗': 'x',
  '✓': 'v',
  '…': '~',
  '–': '-',
  '·': '-',
  '❯': '>',
  '→': '>',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '⏎': '=',
  '▌': '|',
  '│': '|',
  '─': '-',
  '‹': '<',
  '›': '>',
  '“': '"',
  '”': '"',
  '’': "'",
};
