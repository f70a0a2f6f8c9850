import { appendFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../core/session.ts';

/** Where events go to stay: one JSON line each, one buffer a tick. */
export type Journal = {
  write(event: Event): void;
  /** The words of the first refusal: diagnosis goes on in memory, and says so. */
  trouble(): string | undefined;
  close(): Promise<void>;
};

export const noJournal: Journal = {
  write: () => undefined,
  trouble: () => undefined,
  close: () => Promise.resolve(),
};

/** `<folder>/<id>.jsonl` and the key of its fingerprints beside it, for the owner's eyes only. */
export const fileJournal = async (
  folder: string,
  id: string,
  key: Uint8Array,
): Promise<Journal> => {
  let trouble: string | undefined;
  let buffer = '';
  let writing: Promise<void> = Promise.resolve();
  const path = join(folder, `${id}.jsonl`);
  const failed = (error: unknown): void => {
    trouble ??= error instanceof Error ? error.message : String(error);
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(join(folder, `${id}.key`), 'wx', 0o600);
    await handle.writeFile(Buffer.from(key).toString('hex'));
    await handle.close();
  } catch (error) {
    failed(error);
  }
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
    close: async () => {
      flush();
      await writing;
    },
  };
};
