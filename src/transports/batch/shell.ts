import type { RemoteProcess, SshConnection } from '../ssh-connection.ts';
import { answer, type Answer } from './answer.ts';
import type { Call, Outcome } from './call.ts';
import { lineReader, type Encoding, type Said } from './lines.ts';
import { prelude } from './prelude.ts';
import { ending, script, type Numbered } from './script.ts';

/** A request to the shell, and how it is called off. */
export type Asked = {
  readonly call: Call;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

export type Asking = {
  readonly outcome: Promise<Outcome>;
  /** The far side has begun with it, so that a limit that passes is the request's own. */
  readonly begun: () => boolean;
};

/** One `sh` on the host, for as long as it lives. */
export type Shell = {
  ask(batch: readonly Asked[]): readonly Asking[];
  /** Settles when it has been entered, or has ended before. */
  readonly entered: Promise<void>;
  readonly ended: boolean;
  /** Why it ended, if it did. */
  readonly why: Extract<Outcome, { readonly ok: false }>['why'] | undefined;
  /** It has answered before, and does not any more: a request is not begun, and nothing else comes. */
  readonly isMute: boolean;
  /** It has been one. */
  readonly isReady: boolean;
  /** What the host said beside the answers: a banner, a refusal, a complaint of the shell. */
  readonly words: string;
  close(): void;
};

type Way = {
  readonly connection: SshConnection;
  /** `exec sh`, read by the login shell. */
  readonly command: string;
  readonly marker: string;
  /** Settings of the programs that it starts. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the shell has to be told before it is one. */
  readonly enter?: (process: RemoteProcess) => Promise<string | undefined>;
  /** Told why, where what was started has never become a shell. */
  readonly none?: (detail: string) => void;
};

/** So long a host may take until it has a shell: a little less than a request may. */
const readyMs = 9000;
/** A shell begins with what it is sent at once; one that says nothing for so long is none any more. */
const muteMs = 6000;

/** Words that came from the host beside the answers: kept for whoever has to explain a failure. */
const noiseBytes = 2000;
const longestWords = 300;

export const startShell = ({ connection, command, marker, env, enter, none }: Way): Shell => {
  const waiting = new Map<number, Answer>();
  const unbegun = new Map<number, number>();
  const calledOff = new Set<number>();
  let channel: RemoteProcess | undefined;
  let ended: Extract<Outcome, { readonly ok: false }> | undefined;
  let encoding: Encoding | undefined;
  let unsent = prelude(marker, { env });
  let noise = '';
  let count = 0;
  let heardAt = 0;
  let slow: NodeJS.Timeout | undefined;

  const end = (why: Extract<Outcome, { readonly ok: false }>): void => {
    const isFirst = ended === undefined;
    ended ??= why;
    clearTimeout(slow);
    for (const each of waiting.values()) each.fail(ended);
    waiting.clear();
    channel?.letGo();
    if (isFirst && why.why === 'refused') none?.(why.detail);
  };
  /** What the host runs instead of a shell has ended, or goes on without being one. */
  const noShell = (how: string): void => {
    const words = noise.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, longestWords);
    const said = words === '' ? 'said nothing' : `said: ${words}`;
    const detail = `${connection.label} let us in and gave us no shell: what it runs instead ${how}, and ${said}`;
    end({ ok: false, why: 'refused', detail });
  };
  const hasEnded = (): boolean => ended !== undefined;
  const addNoise = (line: string): void => {
    noise = `${noise}${line}\n`.slice(0, noiseBytes);
  };
  const write = (text: string): void => {
    if (channel) channel.stdin.write(text);
    else unsent += text;
  };
  const hear = (said: Said): void => {
    heardAt = performance.now();
    if (said.about === 'shell') {
      clearTimeout(slow);
      encoding = said.encoding;
      const { missing } = said;
      if (missing.length === 0) return;
      return end({ ok: false, why: 'unable', detail: `the host has no ${missing.join(', no ')}` });
    }
    const mine = waiting.get(said.id);
    if (!mine || !encoding) return;
    unbegun.delete(said.id);
    mine.take(said.kind, said.text, encoding);
    if (mine.process && calledOff.delete(said.id)) stop(said.id);
  };
  const listen = (started: RemoteProcess): void => {
    started.stdout.on('data', lineReader(marker, { hear, noise: addNoise }));
    started.stderr.on('data', (chunk: Uint8Array) => addNoise(Buffer.from(chunk).toString()));
    for (const stream of [started.stdin, started.stdout, started.stderr]) {
      // Its end is told by `ended`; without a listener an error would end the program.
      stream.on('error', () => undefined);
    }
    started.stdout.resume();
    started.stderr.resume();
    void started.ended.then(({ exit, signal }) => {
      if ((exit ?? signal) !== undefined && !encoding && !enter) {
        return noShell(exit === undefined ? `was ended by ${signal}` : `ended with status ${exit}`);
      }
      const how = exit === undefined ? (signal ?? 'the link was lost') : `exit status ${exit}`;
      const words = noise.trim();
      const detail = `the shell on ${connection.label} ended (${how})${words ? `: ${words}` : ''}`;
      end({ ok: false, why: encoding || exit === undefined ? 'lost' : 'refused', detail });
    });
  };
  const open = async (): Promise<void> => {
    const opened = await connection.start(command);
    if (!opened.ok) {
      const why = opened.reason === 'lost' ? 'lost' : 'refused';
      return end({ ok: false, why, detail: opened.detail });
    }
    const refused = hasEnded() ? undefined : await enter?.(opened.channel);
    if (refused !== undefined) end({ ok: false, why: 'refused', detail: refused });
    if (hasEnded()) return opened.channel.letGo();
    listen(opened.channel);
    channel = opened.channel;
    channel.stdin.write(unsent);
    unsent = '';
    if (encoding || enter) return;
    slow = setTimeout(() => noShell(`goes on after ${readyMs / 1000} s`), readyMs);
  };

  const stop = (id: number): void => {
    const mine = waiting.get(id);
    if (!mine) return;
    // What has not begun cannot be ended yet: it is as soon as it says that it has.
    if (mine.process) write(ending(mine.process, mine.session ?? ''));
    else calledOff.add(id);
  };
  const begin = (asked: Asked): { readonly numbered: Numbered; readonly asking: Asking } => {
    count += 1;
    const id = count;
    const mine = answer();
    waiting.set(id, mine);
    unbegun.set(id, performance.now());
    const abort = (): void => stop(id);
    asked.signal.addEventListener('abort', abort, { once: true });
    void mine.outcome.then(() => {
      asked.signal.removeEventListener('abort', abort);
      waiting.delete(id);
      unbegun.delete(id);
      calledOff.delete(id);
    });
    return {
      numbered: { id, ...asked },
      asking: { outcome: mine.outcome, begun: () => mine.process !== undefined },
    };
  };

  const entered = open();
  return {
    entered,
    get ended() {
      return hasEnded();
    },
    get why() {
      return ended?.why;
    },
    get isMute() {
      const [oldest = Infinity] = unbegun.values();
      return encoding !== undefined && performance.now() - Math.max(oldest, heardAt) > muteMs;
    },
    get isReady() {
      return encoding !== undefined;
    },
    get words() {
      return noise.trim();
    },
    close: () => end({ ok: false, why: 'lost', detail: `${connection.label} was left` }),
    ask: (batch) => {
      if (ended) {
        const outcome = Promise.resolve(ended);
        return batch.map(() => ({ outcome, begun: () => false }));
      }
      const begun = batch.map(begin);
      write(script(begun.map(({ numbered }) => numbered)));
      return begun.map(({ asking }) => asking);
    },
  };
};
