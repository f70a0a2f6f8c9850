import { EventEmitter } from 'node:events';
import { render } from 'ink';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LinkQuestion } from '../../src/core/link-question.ts';
import type { LogSeen } from '../../src/core/log-seen.ts';
import type { Actions, Desk, Recording } from '../../src/ui/actions.ts';
import { App } from '../../src/ui/app.tsx';
import type { State } from '../../src/core/session.ts';
import { startView, type View } from '../../src/ui/view.ts';
import { sampleFlows } from './sample-flow.ts';

/** A terminal of a given size: Ink draws whole frames, keys go in as bytes. */
class Terminal extends EventEmitter {
  readonly frames: string[] = [];
  readonly isTTY = true;
  columns: number;
  rows: number;
  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }
  write = (frame: string, written?: () => void): boolean => {
    if (frame !== '' && !frame.startsWith('\u001b[?')) this.frames.push(frame);
    written?.();
    return true;
  };
}

class Keyboard extends EventEmitter {
  readonly isTTY = true;
  private readonly waiting: string[] = [];
  type(bytes: string): void {
    this.waiting.push(bytes);
    this.emit('readable');
  }
  read = (): string | null => this.waiting.shift() ?? null;
  setEncoding = (): void => undefined;
  setRawMode = (): void => undefined;
  ref = (): void => undefined;
  unref = (): void => undefined;
}

export type Stage = {
  /** Sends a key, or several, as a terminal would. */
  press(...keys: readonly string[]): Promise<void>;
  /** The last frame, without colours. */
  screen(): string;
  /** The last frame as it was written. */
  painted(): string;
  resize(columns: number, rows: number): Promise<void>;
  tell(state: State): Promise<void>;
  /** What a link asks now, or no more. */
  asks(question: LinkQuestion | undefined): Promise<void>;
  readonly did: readonly string[];
  readonly log: StoreApi<LogSeen>;
  close(): void;
};

export const keyBytes = {
  up: '\u001b[A',
  down: '\u001b[B',
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  space: ' ',
  pageup: '\u001b[5~',
  'ctrl+c': '\u0003',
} as const;

export type StageOptions = {
  readonly state: State;
  readonly columns?: number;
  readonly rows?: number;
  readonly start?: View;
  readonly log?: LogSeen;
  readonly recordings?: readonly Recording[];
  readonly practice?: string;
  readonly question?: LinkQuestion;
  readonly colour?: boolean;
  readonly reader?: boolean;
  readonly actions?: Partial<Actions>;
};

export const stage = async (options: StageOptions): Promise<Stage> => {
  const { state, columns = 80, rows = 24, start = startView, practice, question } = options;
  const terminal = new Terminal(columns, rows);
  const keyboard = new Keyboard();
  const session = createStore<State>(() => state);
  const desk = createStore<Desk>(() => ({
    state: session,
    ...(practice !== undefined && { practice }),
    ...(question && { question }),
  }));
  const log = createStore<LogSeen>(
    () => options.log ?? { container: 'shop-api-1', status: 'reading', lines: [] },
  );
  const did: string[] = [];
  const note =
    (name: string) =>
    (...given: readonly unknown[]): void => {
      did.push([name, ...given.map((each) => JSON.stringify(each))].join(' '));
    };
  const actions: Actions = {
    open: async (flow, inputs) => {
      note('open')(flow, inputs);
      return Object.values(session.getState().runs)
        .filter((run) => run.flow === flow)
        .map(({ id }) => id);
    },
    reply: note('reply'),
    answer: note('answer'),
    stop: note('stop'),
    retry: note('retry'),
    again: note('again'),
    fixes: {
      choose: note('choose'),
      decide: note('decide'),
      confirm: note('confirm'),
      want: note('want'),
    },
    openLog: (container) => {
      note('openLog')(container);
      return { ...log, follow: note('follow'), close: note('close') };
    },
    lookup: (text) =>
      text.includes('P1000')
        ? [
            {
              flow: 'p1000-auth',
              title: 'The database rejects the credentials (P1000)',
              line: text.split('\n').find((line) => line.includes('P1000')) ?? '',
              count: 1,
              inputs: { user: 'app' },
            },
          ]
        : [],
    nearest: (text) => (text.includes('helth') ? ['health-check-fails'] : []),
    write: async () => ({ ok: true, path: '/root/deploy-doctor-20261123T031209Z-7f3a.md' }),
    recordings: () => options.recordings ?? [],
    practise: async (recording) => note('practise')(recording),
    endPractice: note('endPractice'),
    quit: note('quit'),
    ...options.actions,
  };
  const instance = render(
    <App
      {...{ desk, actions, start }}
      flows={sampleFlows}
      traces={new Map([['postgres.login', 'one failed login in the server’s log']])}
      colour={options.colour ?? true}
      reader={options.reader ?? false}
    />,
    {
      stdout: terminal as unknown as NodeJS.WriteStream,
      stdin: keyboard as unknown as NodeJS.ReadStream,
      debug: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      isScreenReaderEnabled: options.reader ?? false,
    },
  );
  const settled = async (): Promise<void> => {
    await instance.waitUntilRenderFlush();
    await instance.waitUntilRenderFlush();
  };
  await settled();

  const plain = (frame: string): string => frame.replace(/\u001b\[[0-9;]*m/g, '');
  return {
    press: async (...keys) => {
      for (const key of keys) {
        keyboard.type(Object.hasOwn(keyBytes, key) ? keyBytes[key as keyof typeof keyBytes] : key);
        // A lone Esc waits for the rest of a sequence that does not come.
        if (key === 'escape') await new Promise((resolve) => setTimeout(resolve, 60));
        await settled();
      }
    },
    screen: () => plain(terminal.frames.at(-1) ?? ''),
    painted: () => terminal.frames.at(-1) ?? '',
    resize: async (wide, high) => {
      terminal.columns = wide;
      terminal.rows = high;
      terminal.emit('resize');
      await settled();
    },
    tell: async (next) => {
      session.setState(next, true);
      await settled();
    },
    asks: async (next) => {
      desk.setState(next ? { state: session, question: next } : { state: session }, true);
      await settled();
    },
    did,
    log,
    close: () => instance.unmount(),
  };
};
