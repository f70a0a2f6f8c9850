import { fstatSync, statSync, writeSync } from 'node:fs';
import { sanitise } from '../core/clean.ts';
import { createScreen, type Screen } from './screen.ts';

/** What a command may use of the process it runs in. */
export type Shell = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Standard input, output and error are a terminal. */
  readonly terminal: { readonly in: boolean; readonly out: boolean; readonly err: boolean };
  readonly columns: number;
  /** The wizard's screen. Whatever is said elsewhere leaves it first, so that it can be read. */
  readonly screen: Screen;
  /** A line to standard output: the answer. Cleaned, because it may quote a target. */
  print(line: string): void;
  /** A line to standard error: progress, notices, refusals. Cleaned. */
  say(line: string): void;
  /** A document for programs to standard output, to the byte. */
  write(document: string): void;
  /** Aborted by the first Ctrl-C, which then no longer ends the process; the second does. */
  interruption(): AbortSignal;
};

/** Wider lines are hard to read. */
const widest = 100;

export const processShell = (): Shell => {
  let interruption: AbortSignal | undefined;
  const [toOut, toErr] = [writer(1), writer(2)];
  const screen = createScreen(toOut);
  const out = (text: string): void => {
    screen.leave();
    toOut(text);
  };
  const err = (text: string): void => {
    screen.leave();
    toErr(text);
  };
  return {
    env: process.env,
    cwd: process.cwd(),
    get home() {
      return process.env['HOME'] || process.getBuiltinModule('node:os').homedir();
    },
    terminal: {
      get in() {
        return isTerminal(0);
      },
      get out() {
        return isTerminal(1);
      },
      get err() {
        return isTerminal(2);
      },
    },
    get columns() {
      const terminal = isTerminal(1) ? process.stdout.columns : 0;
      return Math.min(widest, terminal || Number(process.env['COLUMNS']) || 80);
    },
    screen,
    print: (line) => out(`${sanitise(line)}\n`),
    say: (line) => err(`${sanitise(line)}\n`),
    write: out,
    interruption: () => (interruption ??= onInterrupt()),
  };
};

// Node's streams for the three, and even its question whether something is a terminal, cost as much
// time as a short command takes altogether. So pipes and files are told apart before, and what is
// said goes straight to its descriptor.

const isTerminal = (descriptor: number): boolean => {
  try {
    const status = fstatSync(descriptor);
    if (!status.isCharacterDevice() || status.rdev === statSync('/dev/null').rdev) return false;
  } catch {
    return false; // closed by whoever started us
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
};

/** Who reads us may stop reading (`| head -1`): what is left to say is then said to nobody. */
const writer = (descriptor: number): ((text: string) => void) => {
  let gone = false;
  return (text) => {
    let rest: Uint8Array = Buffer.from(text);
    while (!gone && rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(descriptor, rest));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        // EIO: the terminal was closed.
        if (code === 'EPIPE' || code === 'EBADF' || code === 'EIO') gone = true;
        else if (code === 'EAGAIN') waitForReader();
        else throw error;
      }
    }
  };
};

/** Another process made the pipe we share with it one that does not wait. */
const waitForReader = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
};

const onInterrupt = (): AbortSignal => {
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
  });
  return interrupted.signal;
};
