import { EventEmitter } from 'node:events';
import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { gatherPastes, isPaste } from './paste-gathering.ts';

/** The terminal's keys when standard input is a pipe; undefined where there is no terminal. */
export const ownTerminal = (): ReadStream | undefined => {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    // No controlling terminal, or one that cannot be opened: there are no keys then.
    return undefined;
  }
};

/**
 * A terminal's input, one key at a time. Keys that arrive together (typed ahead, held down) would
 * else be one text that no command answers to, or commands to a screen that is gone: after `/` a
 * letter is text, and a pointer that was told to go down twice goes down twice.
 */
export class Keyboard extends EventEmitter {
  readonly isTTY = true;
  readonly #input: ReadStream;
  readonly #waiting: string[] = [];
  readonly #pastes = gatherPastes();
  #isResting = false;
  #rest: NodeJS.Immediate | undefined;

  constructor(input: ReadStream) {
    super();
    this.#input = input;
    input.setEncoding('utf8');
    // At once: what is typed while the program still loads would be echoed, and scroll the screen.
    input.setRawMode(true);
    input.on('readable', this.#forward);
  }

  readonly #forward = (): void => {
    this.emit('readable');
  };

  /** One key, then null: the next one comes once the screen has changed as this one asked. */
  read(): string | null {
    if (this.#isResting) return null;
    const key = this.#next();
    if (key !== null) {
      this.#isResting = true;
      this.#rest = setImmediate(() => {
        this.#isResting = false;
        this.#forward();
      });
    }
    return key;
  }

  #next(): string | null {
    const next = this.#waiting.shift();
    if (next !== undefined) return next;
    for (;;) {
      const chunk = this.#input.read() as string | null;
      if (chunk === null) return null;
      for (const piece of this.#pastes.take(chunk)) {
        this.#waiting.push(...(isPaste(piece) ? [piece] : keysIn(piece)));
      }
      const key = this.#waiting.shift();
      if (key !== undefined) return key;
    }
  }

  setEncoding(): void {
    // Set for good in the constructor: a chunk that is cut in the middle of a character waits.
  }

  setRawMode(on: boolean): void {
    this.#input.setRawMode(on);
  }

  ref(): void {
    this.#input.ref();
  }

  unref(): void {
    this.#input.unref();
  }

  close(): void {
    clearImmediate(this.#rest);
    this.#input.off('readable', this.#forward);
    this.#input.setRawMode(false);
    this.#input.pause();
    this.#input.destroy();
  }
}

const piece = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?|[^\u001b]+/gsu;

/** More than this at once was pasted, by a terminal that does not say so. */
const typedAhead = 16;

/** Sequences whole, typed letters one by one, what was pasted in one piece. */
export const keysIn = (chunk: string): readonly string[] =>
  (chunk.match(piece) ?? []).flatMap((text) =>
    text.startsWith('\u001b') || text.length > typedAhead ? [text] : [...text],
  );
