import { EventEmitter } from 'node:events';
import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

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
  #pasting = false;
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
    const chunk = this.#input.read() as string | null;
    if (chunk === null) return null;
    const pasting = this.#pasting;
    this.#pasting = isPasting(chunk, pasting);
    if (pasting || this.#pasting || chunk.includes(pasteStart)) return chunk;
    this.#waiting.push(...keysIn(chunk));
    return this.#waiting.shift() ?? null;
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

const escape = '\u001b';
const pasteStart = `${escape}[200~`;
const pasteEnd = `${escape}[201~`;

const isPasting = (chunk: string, before: boolean): boolean => {
  const start = chunk.lastIndexOf(pasteStart);
  const end = chunk.lastIndexOf(pasteEnd);
  return start > end || (before && end < 0 && start < 0);
};

const piece = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?|[^\u001b]+/gsu;

/** More than this at once was pasted, by a terminal that does not say so. */
const typedAhead = 16;

/** Sequences whole, typed letters one by one, what was pasted in one piece. */
export const keysIn = (chunk: string): readonly string[] =>
  (chunk.match(piece) ?? []).flatMap((text) =>
    text.startsWith('\u001b') || text.length > typedAhead ? [text] : [...text],
  );
