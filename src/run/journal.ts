import { appendFile, mkdir, open, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Event } from '../core/session.ts';

/** Where events go to stay: one JSON line each, one buffer a tick. */
export type Journal = {
  write(event: Event): void;
  /** The words of the first refusal: diagnosis goes on in memory, and says so. */
  trouble(): string | undefined;
  /** Tells them once, now or when it comes to that: nothing else may happen afterwards. */
  whenTroubled(tell: (words: string) => void): void;
  close(): Promise<void>;
};

export const noJournal: Journal = {
  write: () => undefined,
  trouble: () => undefined,
  whenTroubled: () => undefined,
  close: () => Promise.resolve(),
};

/** `<folder>/<id>.jsonl` and the key of its fingerprints beside it, for the owner's eyes only. */
export const fileJournal = (folder: string, id: string, key: Uint8Array): Promise<Journal> =>
  appending(join(folder, `${id}.jsonl`), async () => {
    await makeFolder(folder);
    const handle = await open(join(folder, `${id}.key`), 'wx', 0o600);
    await handle.writeFile(Buffer.from(key).toString('hex'));
    await handle.close();
  });

/** The same for a session that is gone on with. A last line that was cut is no event: it goes. */
export const resumedJournal = (path: string, wholeBytes: number): Promise<Journal> =>
  appending(path, () => truncate(path, wholeBytes));

const appending = async (path: string, prepare: () => Promise<void>): Promise<Journal> => {
  let trouble: string | undefined;
  let buffer = '';
  let writing: Promise<void> = Promise.resolve();
  const waiting: ((words: string) => void)[] = [];
  const failed = (error: unknown): void => {
    if (trouble !== undefined) return;
    trouble = error instanceof Error ? error.message : String(error);
    for (const tell of waiting) tell(trouble);
  };
  await prepare().catch(failed);
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
    trouble: () => trouble,
    whenTroubled: (tell) => {
      if (trouble === undefined) waiting.push(tell);
      else tell(trouble);
    },
    close: async () => {
      flush();
      await writing;
    },
  };
};

/** One level at a time: on a read-only disk, Node's own recursion says that a folder is missing. */
const makeFolder = async (folder: string): Promise<void> => {
  const make = (): Promise<unknown> => mkdir(folder, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await make();
  }
};
