import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Secret } from '../core/target.ts';
import type { Vault } from './vault.ts';

/** The only secrets at rest: what the calls of a fix that was begun need, and those that lead back. */
export type UndoStore = {
  /** On disk once it returns; else the words of the refusal. */
  keep(secrets: readonly Secret[]): Promise<string | undefined>;
  /** Puts what is kept back into the vault. */
  recall(): Promise<void>;
  /** Nothing needs it any more. */
  remove(): Promise<void>;
};

type Line = { readonly fingerprint: string; readonly value: string };

/** `<folder>/<id>.undo`, for the owner's eyes only. */
export const fileUndoStore = (folder: string, id: string, vault: Vault): UndoStore => {
  const path = join(folder, `${id}.undo`);
  const kept = new Set<string>();
  return {
    keep: async (secrets) => {
      const fresh = secrets.filter(({ fingerprint }) => !kept.has(fingerprint));
      const lines: string[] = [];
      for (const secret of fresh) {
        const value = vault.reveal(secret);
        if (value === undefined) return `a value that it needs is no longer in memory`;
        lines.push(`${JSON.stringify({ fingerprint: secret.fingerprint, value })}\n`);
      }
      if (lines.length === 0) return undefined;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const file = await open(path, 'a', 0o600);
        try {
          await file.appendFile(lines.join(''));
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
      for (const { fingerprint } of fresh) kept.add(fingerprint);
      return undefined;
    },
    recall: async () => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
        throw error;
      });
      for (const each of text.split('\n')) {
        // The last line may have been cut off: nothing that was begun rests on it.
        const said = lineIn(each);
        if (!said) continue;
        const { fingerprint } = vault.secret(said.value);
        if (fingerprint === said.fingerprint) kept.add(fingerprint);
      }
    },
    remove: () => rm(path, { force: true }),
  };
};

const lineIn = (text: string): Line | undefined => {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof said !== 'object' || said === null) return undefined;
  const { fingerprint, value } = said as Partial<Line>;
  return typeof fingerprint === 'string' && typeof value === 'string'
    ? { fingerprint, value }
    : undefined;
};
