/** One word for any POSIX shell: what stands in it is never read as anything else. */
export const quote = (word: string): string => {
  if (word.includes('\0')) throw new Error('a word for a shell holds a NUL');
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
};

/** Bytes as the format of `printf`, which is built into the shell: they stand in no process list. */
export const printed = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  // A format that begins with a dash would be an option.
  for (const byte of bytes) {
    parts.push(byte === dash && parts.length === 0 ? '\\055' : (asPrinted[byte] ?? ''));
  }
  return `'${parts.join('')}'`;
};

const dash = '-'.charCodeAt(0);
const asPrinted: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte);
  return /[\w ,./:;=@+-]/.test(letter) ? letter : `\\${byte.toString(8).padStart(3, '0')}`;
});

/** A path that no program takes for an option. */
export const pathWord = (path: string): string => quote(path.startsWith('/') ? path : `./${path}`);
