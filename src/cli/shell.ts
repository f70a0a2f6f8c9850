import { homedir } from 'node:os';
import { sanitise } from '../core/clean.ts';

/** What a command may use of the process it runs in. */
export type Shell = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Standard input, output and error are a terminal. */
  readonly terminal: { readonly in: boolean; readonly out: boolean; readonly err: boolean };
  readonly columns: number;
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
  const { stdin, stdout, stderr } = process;
  const output = { out: writer(stdout), err: writer(stderr) };
  let interruption: AbortSignal | undefined;
  return {
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    terminal: { in: stdin.isTTY, out: stdout.isTTY, err: stderr.isTTY },
    columns: Math.min(widest, stdout.columns || Number(process.env['COLUMNS']) || 80),
    print: (line) => output.out(`${sanitise(line)}\n`),
    say: (line) => output.err(`${sanitise(line)}\n`),
    write: output.out,
    interruption: () => (interruption ??= onInterrupt()),
  };
};

/** Who reads us may stop reading (`| head -1`): what is left to say is then said to nobody. */
const writer = (stream: NodeJS.WriteStream): ((text: string) => void) => {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  return (text) => {
    if (!gone) stream.write(text);
  };
};

const onInterrupt = (): AbortSignal => {
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
  });
  return interrupted.signal;
};
