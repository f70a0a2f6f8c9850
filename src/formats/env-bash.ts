import type { Lookup } from './env-expansion.ts';

type Read = { readonly value?: string; readonly problem?: string };

/** What a shell makes of the text behind `NAME=` when it sources a file. */
export const readAsBash = (raw: string, known: Lookup): Read => {
  let value = '';
  let quote = '';
  for (let at = 0; at < raw.length; at += 1) {
    const letter = raw[at] ?? '';
    if (quote === "'") {
      if (letter === "'") quote = '';
      else value += letter;
    } else if (letter === '\\') {
      const next = raw[at + 1] ?? '';
      // Inside double quotes the backslash counts before few letters only.
      value += quote === '"' && !'$`"\\'.includes(next) ? `\\${next}` : next;
      at += 1;
    } else if (letter === '$') {
      const name = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|(.?))/s.exec(raw.slice(at));
      const word = name?.[1] ?? name?.[2];
      if (word !== undefined) value += known(word) ?? '';
      else if (/[ "'\s]/.test(name?.[3] ?? ' ') || name?.[3] === '') {
        value += '$';
        continue;
      } else return { problem: 'the shell puts something of its own in place of it' };
      at += (name?.[0].length ?? 1) - 1;
    } else if (letter === '`') {
      return { problem: 'the shell runs what stands between the backquotes' };
    } else if (letter === '"' && quote !== '"') quote = '"';
    else if (letter === '"') quote = '';
    else if (letter === "'" && quote === '') quote = "'";
    else if (quote === '' && letter === '#' && value === '' && at === 0) value += letter;
    else if (quote === '' && /[ \t]/.test(letter)) {
      const rest = raw.slice(at).trim();
      if (rest === '' || rest.startsWith('#')) return { value };
      return { problem: 'the shell takes what follows the blank for a command' };
    } else if (quote === '' && '&;|<>()'.includes(letter)) {
      return { problem: `the shell ends the value at ${letter}` };
    } else value += letter;
  }
  return quote === '' ? { value } : { problem: 'the quote is not closed' };
};
