import { readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, wordsOf } from '../failure.ts';
import { matchesPattern } from './patterns.ts';

export type ConfigText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/**
 * The text of a configuration; one that is not there is empty, as it is to ssh. `guarded` files are
 * refused where another user could write them: they name programs and keys.
 */
export const configText = async (file: string, guarded: boolean): Promise<ConfigText> => {
  try {
    if (guarded) {
      const { uid, mode } = await stat(file);
      const isForeign = uid !== 0 && uid !== process.getuid?.();
      if (isForeign || (mode & 0o022) !== 0) {
        return { ok: false, problem: `${file} can be written by other users, so ssh refuses it` };
      }
    }
    return { ok: true, text: await readFile(file, 'utf8') };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { ok: true, text: '' };
    return { ok: false, problem: `cannot read ${file}: ${wordsOf(error)}` };
  }
};

/** The files that an Include names, sorted, as the shell would expand it. */
export const includedFiles = async (pattern: string): Promise<string[]> => {
  if (!/[*?]/.test(pattern)) return [pattern];
  const folders = await includedFiles(dirname(pattern));
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await namesIn(folder);
      return names
        .filter((name) => !name.startsWith('.') || last.startsWith('.'))
        .filter((name) => matchesPattern(name, last))
        .map((name) => join(folder, name));
    }),
  );
  return found.flat().sort();
};

/** What cannot be listed matches nothing, for ssh as well. */
const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(codeOf(error))) return [];
    throw error;
  }
};
