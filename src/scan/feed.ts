import { readSync } from 'node:fs';
import type { LogFile } from './log-file.ts';
import type { Take } from './unpacking.ts';

/** How a log came to its end for whoever reads it. */
export type Ended = 'ended' | 'interrupted' | 'silent';

export type Patience = {
  /** Aborted when somebody wants to know what was found so far. */
  readonly interruption: AbortSignal;
  /** Silence for so long is an end. */
  readonly silenceMs: number;
  /** Silence has begun to be noticed. */
  waiting(): void;
};

/** Silence is noticed after this. */
const noticedMs = 3000;
const pieceBytes = 1024 * 1024;

/** Hands a log on, piece by piece; each piece is valid until it was taken. */
export const feed = (log: LogFile, take: Take, patience: Patience): Promise<Ended> =>
  log.kind === 'file' || log.kind === 'device'
    ? feedFile(log, take, patience)
    : log.kind === 'named-pipe'
      ? feedNamedPipe(log, take, patience)
      : feedStream(log.descriptor, take, patience);

/** Between so many pieces an interruption is heard. */
const unheard = 32;

const feedFile = async (
  { descriptor, kind, size }: LogFile,
  take: Take,
  { interruption }: Patience,
): Promise<Ended> => {
  const piece = new Uint8Array(pieceBytes);
  // Files of /proc have no size, and an end.
  let left = kind === 'file' && size > 0 ? size : Infinity;
  for (let count = 1; left > 0; count += 1) {
    const more = readSync(descriptor, piece, 0, Math.min(left, piece.length), null);
    if (more === 0) return 'ended';
    left -= more;
    const taken = take(piece.subarray(0, more));
    if (taken) await taken;
    if (count % unheard === 0) await turn();
    if (interruption.aborted) return 'interrupted';
  }
  return 'ended';
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const polledMs = 20;

/** Until somebody writes into it, a named pipe looks as if it had ended. */
const feedNamedPipe = async (
  { descriptor }: LogFile,
  take: Take,
  patience: Patience,
): Promise<Ended> => {
  const silence = watchSilence(patience);
  const piece = new Uint8Array(1);
  try {
    for (;;) {
      const more = tried(descriptor, piece);
      if (more === 1) {
        const taken = take(piece);
        if (taken) await taken;
      }
      if (more !== 0) return await feedStream(descriptor, take, patience);
      await Promise.race([new Promise((resolve) => setTimeout(resolve, polledMs)), silence.end]);
      if (silence.ended) return silence.ended;
    }
  } finally {
    silence.stop();
  }
};

/** Bytes read, or `undefined`: somebody has it open, and has written nothing yet. */
const tried = (descriptor: number, piece: Uint8Array): number | undefined => {
  try {
    return readSync(descriptor, piece);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
};

const feedStream = async (descriptor: number, take: Take, patience: Patience): Promise<Ended> => {
  const { Socket } = await import('node:net');
  const silence = watchSilence(patience);
  try {
    return await new Promise<Ended>((resolve, reject) => {
      const socket = new Socket({
        fd: descriptor,
        readable: true,
        writable: false,
        onread: {
          buffer: Buffer.allocUnsafe(pieceBytes / 4),
          callback: (more, piece) => {
            silence.heard();
            const taken = take(piece.subarray(0, more));
            if (!taken) return true;
            taken.then(() => socket.resume(), reject);
            return false;
          },
        },
      });
      void silence.end.then((ended) => {
        socket.destroy();
        resolve(ended);
      });
      socket.on('end', () => resolve('ended')).on('error', reject);
      socket.resume();
    });
  } finally {
    silence.stop();
  }
};

type Silence = {
  /** Something came. */
  heard(): void;
  /** Resolves when nothing came for too long, or somebody has enough. */
  readonly end: Promise<Exclude<Ended, 'ended'>>;
  readonly ended: Exclude<Ended, 'ended'> | undefined;
  stop(): void;
};

const watchSilence = ({ interruption, silenceMs, waiting }: Patience): Silence => {
  const { promise, resolve } = Promise.withResolvers<Exclude<Ended, 'ended'>>();
  let ended: Silence['ended'];
  let told = false;
  let lastMs = performance.now();
  const finish = (how: Exclude<Ended, 'ended'>): void => {
    ended ??= how;
    resolve(how);
  };
  // A clock that is looked at, not one that is wound up for each of a million pieces.
  const timer = setInterval(
    () => {
      const quietMs = performance.now() - lastMs;
      if (quietMs >= silenceMs) finish('silent');
      else if (quietMs >= noticedMs && !told) {
        told = true;
        waiting();
      }
    },
    Math.min(250, silenceMs),
  );
  const interrupted = (): void => finish('interrupted');
  if (interruption.aborted) interrupted();
  interruption.addEventListener('abort', interrupted);
  return {
    heard: () => {
      lastMs = performance.now();
    },
    end: promise,
    get ended() {
      return ended;
    },
    stop: () => {
      clearInterval(timer);
      interruption.removeEventListener('abort', interrupted);
    },
  };
};
