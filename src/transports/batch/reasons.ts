import { fileRefusal, type Refusal } from '../failure.ts';

/** The words of the C library, whichever it is, and the codes that they stand for. */
const codes: readonly (readonly [words: RegExp, code: string])[] = [
  [/No such file or directory|No such device or address/i, 'ENOENT'],
  [/Not a directory/i, 'ENOTDIR'],
  [/Permission denied/i, 'EACCES'],
  [/Operation not permitted/i, 'EPERM'],
  [/Too many levels of symbolic links|Symbolic link loop/i, 'ELOOP'],
  [/No such process/i, 'ESRCH'],
];

export const codeIn = (words: string): string | undefined =>
  codes.find(([pattern]) => pattern.test(words))?.[1];

/** Why a file could not be looked at, from what a program of the host said. */
export const wordedRefusal = (words: string, path: string): Refusal => {
  const code = codeIn(words.replaceAll(path, ''));
  const said = words.trim() || 'it could not be looked at, and no program said why';
  const error = Object.assign(new Error(code ? `${code}: ${said}` : said), { code });
  return fileRefusal(error, path);
};
