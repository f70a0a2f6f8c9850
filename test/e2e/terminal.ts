import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import xterm, { type Terminal as Emulator } from '@xterm/headless';

/** The launcher of the built program, as a user starts it. */
export const program = path.join(import.meta.dirname, '../../bin/deploy-doctor.js');

/** Keys by name; anything else that is pressed stands for itself. */
const keys: Readonly<Record<string, string>> = {
  enter: '\r',
  esc: '\x1b',
  tab: '\t',
  space: ' ',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  'page-up': '\x1b[5~',
  'page-down': '\x1b[6~',
  'shift-tab': '\x1b[Z',
  'ctrl-c': '\x03',
  'ctrl-d': '\x04',
  'ctrl-z': '\x1a',
};

export type Size = { readonly columns: number; readonly rows: number };

export type Opening = {
  readonly size?: Size;
  /** Added to a small environment of our own; nothing of the caller's leaks in but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another program than ours, with its arguments. */
  readonly argv?: readonly [string, ...string[]];
};

export type Ending = { readonly code: number; readonly signal: number };

/**
 * A program in a real pseudo-terminal, its output read by a terminal emulator: tests see the
 * screen that a person would see, not the bytes that drew it.
 */
export type Terminal = {
  /** Presses one key. See something new before the next one: escape and a letter make a third key. */
  press(key: string): void;
  /** Types a text, or pastes it: a terminal does not tell these apart unless asked to. */
  type(text: string): void;
  /** Waits until the screen holds this, and gives the screen; the timeout's error shows it. */
  sees(what: string | RegExp, timeoutMs?: number): Promise<string>;
  /** The screen as it is now, without the blanks at the ends. */
  screen(): string;
  /** Waits for the program's end. */
  exit(timeoutMs?: number): Promise<Ending>;

  /**
   * Everything the normal screen shows or showed, scrolled off included. A line that was longer than
   * the terminal is one line, as it is when it is copied.
   */
  scrollback(): string;
  isAlternateScreen(): boolean;
  resize(size: Size): void;
  /** Bytes written to the terminal since it was opened. */
  bytes(): number;
  /** When it was started, on the clock of `process.hrtime.bigint`. */
  readonly startedNs: bigint;
  readonly pid: number;
  /** HOME and the XDG folders of the program lie in here. */
  readonly home: string;
  readonly emulator: Emulator;
  /** Ends the program if it still runs, and removes its home. */
  close(): Promise<void>;
};

/** Opens our program, or `argv`, on a new terminal; 80x24 unless a size is given. */
export async function openTerminal(
  args: readonly string[],
  opening: Opening = {},
): Promise<Terminal> {
  const { columns, rows } = opening.size ?? { columns: 80, rows: 24 };
  const home = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-home-'));
  const emulator = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 10_000,
    allowProposedApi: true,
  });
  const [file, ...rest] = opening.argv ?? [process.execPath, program, ...args];
  await mkdir(path.join(home, 'work'));
  const startedNs = process.hrtime.bigint();
  const pty = spawn(file, rest, {
    cols: columns,
    rows,
    // The pty sets TERM to this name, whatever the environment says.
    name: opening.env?.['TERM'] ?? 'xterm-256color',
    cwd: opening.cwd ?? path.join(home, 'work'),
    env: { ...environment(home), ...opening.env },
  });

  let bytes = 0;
  let ended: Ending | undefined;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  pty.onData((data) => {
    bytes += Buffer.byteLength(data);
    emulator.write(data, wake);
  });
  pty.onExit(({ exitCode, signal }) => {
    // What was written before the end is drawn before the end is told.
    emulator.write('', () => {
      ended = { code: exitCode, signal: signal ?? 0 };
      wake();
    });
  });
  // The emulator answers what a program asks of its terminal: size, colours, the cursor's place.
  emulator.onData((answer) => {
    if (ended === undefined) pty.write(answer);
  });

  const screen = () => textOf(emulator, emulator.buffer.active.viewportY, emulator.rows);

  /** Looks after every change, until there is a result or the time is over. */
  function until<Result>(
    look: () => Result | undefined,
    timeoutMs: number,
    wanted: string,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        waiting.delete(attempt);
        clearTimeout(timer);
      };
      const attempt = () => {
        const result = look();
        if (result !== undefined) {
          stop();
          resolve(result);
        } else if (ended !== undefined) {
          stop();
          reject(new Error(`Waited for ${wanted}, but it ended with ${told(ended)}.${framed()}`));
        }
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Waited ${timeoutMs} ms for ${wanted} in vain.${framed()}`));
      }, timeoutMs);
      waiting.add(attempt);
      attempt();
    });
  }

  function framed(): string {
    const edge = '─'.repeat(emulator.cols);
    return ` The screen:\n┌${edge}┐\n${screen()}\n└${edge}┘`;
  }

  return {
    press: (key) => pty.write(keys[key] ?? key),
    type: (text) => pty.write(text),
    sees: (what, timeoutMs = 10_000) =>
      until(() => (holds(screen(), what) ? screen() : undefined), timeoutMs, String(what)),
    screen,
    exit: (timeoutMs = 10_000) => until(() => ended, timeoutMs, 'the end'),
    scrollback: () => textOf(emulator, 0, Infinity),
    isAlternateScreen: () => emulator.buffer.active.type === 'alternate',
    resize: (size) => {
      emulator.resize(size.columns, size.rows);
      pty.resize(size.columns, size.rows);
    },
    bytes: () => bytes,
    startedNs,
    pid: pty.pid,
    home,
    emulator,
    close: async () => {
      if (ended === undefined) {
        pty.kill('SIGKILL');
        await until(() => ended, 10_000, 'the end after SIGKILL');
      }
      emulator.dispose();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Without CI, even where the tests run in one: Ink would draw no frames, and chalk no colours. */
function environment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_STATE_HOME: path.join(home, 'state'),
    // Shared by all tests: it holds compiled code and nothing that a test could see.
    XDG_CACHE_HOME: path.join(tmpdir(), 'deploy-doctor-test-cache'),
  };
}

function textOf(emulator: Emulator, from: number, count: number): string {
  const buffer = count === Infinity ? emulator.buffer.normal : emulator.buffer.active;
  let text = '';
  for (let y = from; y < Math.min(from + count, buffer.length); y++) {
    const row = buffer.getLine(y);
    const isWhole = count !== Infinity || !buffer.getLine(y + 1)?.isWrapped;
    text += (row?.translateToString(isWhole) ?? '') + (isWhole ? '\n' : '');
  }
  return text.trimEnd();
}

function holds(screen: string, what: string | RegExp): boolean {
  return typeof what === 'string' ? screen.includes(what) : what.test(screen);
}

function told({ code, signal }: Ending): string {
  return signal === 0 ? `exit code ${code}` : `signal ${signal}`;
}
