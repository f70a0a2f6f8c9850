/** Words of commands: as an engine starts them, and as a shell would split a line of a script. */

/** The simple commands of a shell's text, in order, as far as quotes and separators tell. */
export const commandsIn = (text: string): readonly (readonly string[])[] => {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  let quote = '';
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(text.charAt(at + 1))) {
        at += 1;
        word = (word ?? '') + text.charAt(at);
      } else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      at += 1;
      if (text.charAt(at) !== '\n') word = (word ?? '') + text.charAt(at);
    } else if (char === '`' || (char === '$' && text.charAt(at + 1) === '(')) {
      const end = char === '`' ? text.indexOf('`', at + 1) : closing(text, at + 1);
      const to = end < 0 ? text.length - 1 : end;
      word = (word ?? '') + text.slice(at, to + 1);
      at = to;
    } else if (char === '#' && word === undefined) {
      while (at + 1 < text.length && text.charAt(at + 1) !== '\n') at += 1;
    } else if (/[;&|\n(){}]/.test(char) && !(char === '{' && text.charAt(at - 1) === '$')) {
      // `2>&1` is no end of a command; `${NAME}` is a word.
      if (char === '&' && /[<>]/.test(text.charAt(at - 1))) word = (word ?? '') + char;
      else if (char === '}' && word !== undefined) word += char;
      else endCommand();
    } else if (/\s/.test(char)) endWord();
    else word = (word ?? '') + char;
  }
  endCommand();
  return commands;
};

/** Where the parenthesis that opens at `from` is closed again. */
const closing = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text.charAt(at) === '(') depth += 1;
    else if (text.charAt(at) === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
};

/** Programs that start the one named after their own options, and the options that take a value. */
const wrappers: Readonly<Record<string, readonly string[]>> = {
  exec: ['-a'],
  env: ['-u', '-C', '--unset', '--chdir'],
  nice: ['-n'],
  nohup: [],
  setsid: [],
  time: [],
  stdbuf: ['-i', '-o', '-e'],
  tini: ['-p', '-e'],
  'docker-init': ['-p', '-e'],
  catatonit: [],
  'dumb-init': ['-r'],
  timeout: ['-k', '-s'],
  gosu: [],
  'su-exec': [],
  setpriv: [],
  ionice: ['-c', '-n'],
};
/** These take so many words of their own before the program. */
const ownWords: Readonly<Record<string, number>> = { timeout: 1, gosu: 1, 'su-exec': 1 };
const noise = /^(?:if|then|else|do|while|until|!|command|builtin)$/;

/** Takes away what only starts another program: `exec`, `tini --`, `env A=1`, `gosu app`. */
export const unwrapped = (words: readonly string[]): readonly string[] => {
  let left = words;
  for (;;) {
    const [first] = left;
    if (first === undefined) return left;
    if (noise.test(first) || /^[A-Za-z_]\w*=/.test(first)) {
      left = left.slice(1);
      continue;
    }
    const name = first.slice(first.lastIndexOf('/') + 1);
    const valued = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    if (!valued) return left;
    left = afterOptions(left.slice(1), valued).slice(ownWords[name] ?? 0);
  }
};

const afterOptions = (words: readonly string[], valued: readonly string[]): readonly string[] => {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') return words.slice(at + 1);
    if (!word.startsWith('-')) break;
    at += valued.includes(word) ? 2 : 1;
  }
  return words.slice(at);
};
