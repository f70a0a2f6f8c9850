import { appendFile, mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Event } from '../core/session.ts';

/** Where events go to stay: one JSON line each, one buffer a tick. */
export type Journal = {
  write(event: Event): void;
  /** Resolves once everything that was written is on disk for good; else the words of the refusal. */
  sync(): Promise<string | undefined>;
  /** The words of the first refusal: diagnosis goes on in memory, and says so. */
  trouble(): string | undefined;
  close(): Promise<void>;
};

export const noJournal: Journal = {
  write: () => undefined,
  sync: () => Promise.resolve('no session is kept'),
  trouble: () => undefined,
  close: () => Promise.resolve(),
};

/** `<folder>/<id>.jsonl` and the key of its fingerprints beside it, for the owner's eyes only. */
export const fileJournal = async (
  folder: string,
  id: string,
  key: Uint8Array,
): Promise<Journal> => {
  let refusal: string | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(join(folder, `${id}.key`), 'wx', 0o600);
    await handle.writeFile(Buffer.from(key).toString('hex'));
    await handle.close();
  } catch (error) {
    refusal = wordsOf(error);
  }
  return appending(join(folder, `${id}.jsonl`), refusal);
};

/** Goes on in the journal of an earlier session. A last line that was cut off is no event: it goes. */
export const reopenedJournal = async (folder: string, id: string): Promise<Journal> => {
  const path = join(folder, `${id}.jsonl`);
  try {
    const text = await readFile(path);
    const whole = text.lastIndexOf(0x0a) + 1;
    if (whole < text.length) await truncate(path, whole);
  } catch (error) {
    return appending(path, wordsOf(error));
  }
  return appending(path, undefined);
};

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const appending = (path: string, refusal: string | undefined): Journal => {
  let trouble = refusal;
  let buffer = '';
  let writing: Promise<void> = Promise.resolve();
  const failed = (error: unknown): void => {
    trouble ??= wordsOf(error);
  };
  const flush = (): void => {
    const lines = buffer;
    buffer = '';
    if (lines === '' || trouble !== undefined) return;
    writing = writing.then(() => appendFile(path, lines, { mode: 0o600 })).catch(failed);
  };
  return {
    write: (event) => {
      if (buffer === '') setImmediate(flush);
      buffer += `${JSON.stringify(event)}\n`;
    },
    sync: async () => {
      flush();
      writing = writing.then(() => toDisk(path)).catch(failed);
      await writing;
      return trouble;
    },
    trouble: () => trouble,
    close: async () => {
      flush();
      await writing;
    },
  };
};

/** The file's bytes, and that there is such a file at all. */
const toDisk = async (path: string): Promise<void> => {
  for (const each of [path, dirname(path)]) {
    const handle = await open(each, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
};
