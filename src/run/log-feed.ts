import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure } from '../core/outcome.ts';
import { logLine } from '../core/log-line.ts';
import type { LogLineSeen, LogSeen } from '../core/log-seen.ts';
import type { KnownSignature } from '../core/signature.ts';
import type { Reply, Request } from '../core/target.ts';
import { valueAt } from '../core/template.ts';
import type { Look } from './look.ts';

export type LogSource = {
  readonly container: string;
  /** Over which the log is read: it asks the engine, and cleans what comes back. */
  readonly look: Promise<Pick<Look, 'send' | 'clean'>>;
  readonly signatures: Promise<readonly KnownSignature[]>;
};

/** A store of what was read, and the two things that can be asked of it. */
export type LogFeed = Pick<StoreApi<LogSeen>, 'getState' | 'getInitialState' | 'subscribe'> & {
  follow(on: boolean): void;
  close(): void;
};

const bounds = { lines: 2000, maxBytes: 1024 * 1024 };
const followMs = 2000;

/** A container's log for the eye: its end, and, while it is followed, what comes after. */
export const openLogFeed = (source: LogSource): LogFeed => {
  const { container } = source;
  const store = createStore<LogSeen>(() => ({ container, status: 'reading', lines: [] }));
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const read = async (since: string | undefined): Promise<void> => {
    const { send, clean } = await source.look;
    const signatures = await source.signatures;
    const reply = await send(requestFor(container, since));
    if (closed) return;
    const seen = store.getState();
    const failure = refusalOf(container, reply);
    if (failure) return store.setState({ status: 'failed', failure });
    const fresh = linesOf(reply, clean, signatures).filter(({ at }) => after(at, since));
    const lines = since === undefined ? fresh : [...seen.lines, ...fresh].slice(-bounds.lines);
    const status = seen.status === 'following' ? 'following' : 'read';
    if (fresh.length === 0 && since !== undefined) return;
    store.setState({ lines, status, ...boundsOf(reply, lines) });
  };
  const tick = async (): Promise<void> => {
    await read(store.getState().lines.at(-1)?.at);
    if (!closed && store.getState().status === 'following') timer = setTimeout(next, followMs);
  };
  const next = (): void => void tick();

  void read(undefined);
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    follow: (on) => {
      clearTimeout(timer);
      if (store.getState().status === 'failed') return;
      store.setState({ status: on ? 'following' : 'read' });
      if (on) next();
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
};

const requestFor = (container: string, since: string | undefined): Request => ({
  kind: 'docker',
  method: 'GET',
  path: `/containers/${encodeURIComponent(container)}/logs`,
  query: {
    stdout: '1',
    stderr: '1',
    timestamps: '1',
    ...(since === undefined
      ? { tail: String(bounds.lines) }
      : { since: String(Math.floor(Date.parse(since) / 1000)) }),
  },
  maxBytes: bounds.maxBytes,
  fresh: true,
});

/** The engine's `since` is in whole seconds: lines of that second come again. */
const after = (at: string | undefined, since: string | undefined): boolean =>
  since === undefined || (at !== undefined && at > since);

const refusalOf = (container: string, reply: Reply): Failure | undefined => {
  if (!reply.ok) return reply.failure;
  if (reply.status === 200) return undefined;
  const words = valueAt(reply.json, ['message']);
  const detail = typeof words === 'string' ? words : `the engine answered ${reply.status ?? 0}`;
  return { outcome: 'unreadable', subject: `log of ${container}`, detail };
};

const linesOf = (
  reply: Reply,
  clean: Look['clean'],
  signatures: readonly KnownSignature[],
): readonly LogLineSeen[] => {
  if (!reply.ok) return [];
  const text = new TextDecoder().decode(reply.stdout ?? new Uint8Array());
  return text
    .split('\n')
    .filter((raw) => raw !== '')
    .map((raw) => {
      const { text: words, at } = logLine(raw);
      const marked = signatures.find((known) => holds(known, words))?.flow;
      return {
        text: clean(words),
        ...(at !== undefined && { at }),
        ...(marked !== undefined && { marked }),
      };
    });
};

const holds = ({ guard, find }: KnownSignature, text: string): boolean =>
  text.toLowerCase().includes(guard.toLowerCase()) && find(text) !== undefined;

const boundsOf = (reply: Reply, lines: readonly LogLineSeen[]): { readonly bounds?: string } => {
  if (reply.ok && reply.truncated) return { bounds: 'only the last 1024 kB are shown' };
  return lines.length >= bounds.lines
    ? { bounds: `only the last ${bounds.lines} lines are shown` }
    : {};
};
