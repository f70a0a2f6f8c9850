/** Words of a POSIX shell: for lines that a person copies, never for what the program runs. */

const bare = /^[\w@%+=:,./-]+$/;

/** One word of a command line. */
export const shellWord = (word: string): string =>
  bare.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export const shellLine = (argv: readonly string[]): string => argv.map(shellWord).join(' ');

/** Which quote is still open at the end of a piece of a command line. */
export type Quote = '' | "'" | '"';

export const quoteAfter = (text: string, open: Quote): Quote => {
  let now = open;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && now !== "'") at += 1;
    else if (now === '' && (character === "'" || character === '"')) now = character;
    else if (character === now) now = '';
  }
  return now;
};

/** A value as it must be written where that quote is open. */
export const shellValue = (value: string, open: Quote): string => {
  switch (open) {
    case '':
      return shellWord(value);
    case "'":
      return value.replaceAll("'", `'\\''`);
    case '"':
      return value.replace(/[\\"$`]/g, '\\$&');
  }
};
