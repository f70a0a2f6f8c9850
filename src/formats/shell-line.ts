/** A shell's line as a chain of simple commands, as far as quotes and operators tell. */

export type Joint = '' | '&&' | '||' | '|' | ';';

export type ChainedCommand = {
  /** What stands between the command before and this one; a line break is `;`. */
  readonly joint: Joint;
  /** Without quotes and redirections. */
  readonly words: readonly string[];
};

/** Redirections, and file descriptors before them: no words of a command. */
const redirection = /^(?:&>>?|\d*(?:>>|>\||>&|<&|<>|>|<))(.*)$/;

export const chainIn = (text: string): readonly ChainedCommand[] => {
  const chain: ChainedCommand[] = [];
  let joint: Joint = '';
  let words: string[] = [];
  let toSkip = false;
  const take = (token: Token): void => {
    if (token.kind === 'joint') {
      if (words.length > 0) chain.push({ joint, words });
      // An operator at the start of a line belongs to what came before it.
      if (words.length > 0 || token.text !== ';') joint = token.text;
      words = [];
      toSkip = false;
      return;
    }
    const redirected = token.plain ? redirection.exec(token.text) : null;
    if (redirected) toSkip = redirected[1] === '';
    else if (toSkip) toSkip = false;
    else words.push(token.text);
  };
  for (const token of tokensIn(text)) take(token);
  if (words.length > 0) chain.push({ joint, words });
  return chain;
};

type Token =
  | { readonly kind: 'joint'; readonly text: Joint }
  /** `plain`: nothing in it was quoted. */
  | { readonly kind: 'word'; readonly text: string; readonly plain: boolean };

const joints: readonly (readonly [RegExp, Joint])[] = [
  [/^&&/, '&&'],
  [/^\|\|/, '||'],
  [/^\|&?/, '|'],
  [/^(?:;;?|\n|&(?!>))/, ';'],
];

/** `$(…)` and backquotes stay within their word: what they run answers into it. */
const piece = /^(?:\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{[^}]*\}|\\[\s\S])/;

function* tokensIn(text: string): Generator<Token> {
  let word: string | undefined;
  let plain = true;
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const quoted = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")/.exec(rest);
    const whole = piece.exec(rest)?.[0];
    const [operator, joint] = joints.find(([rule]) => rule.test(rest)) ?? [];
    if (quoted) {
      word = (word ?? '') + (quoted[1] ?? (quoted[2] ?? '').replaceAll(/\\(["\\$`])/g, '$1'));
      plain = false;
      at += quoted[0].length;
    } else if (whole !== undefined) {
      word = (word ?? '') + (whole.startsWith('\\') ? whole.slice(1).replace('\n', '') : whole);
      at += whole.length;
    } else if (operator && joint && !/[<>]$/.test(word ?? '')) {
      if (word !== undefined) yield { kind: 'word', text: word, plain };
      yield { kind: 'joint', text: joint };
      [word, plain] = [undefined, true];
      at += operator.exec(rest)?.[0].length ?? 1;
    } else if (/^[\s(){}]/.test(rest) && !/^[{}]\S/.test(rest)) {
      if (word !== undefined) yield { kind: 'word', text: word, plain };
      [word, plain] = [undefined, true];
      at += 1;
    } else if (rest.startsWith('#') && word === undefined) {
      at += /^[^\n]*/.exec(rest)?.[0].length ?? 1;
    } else {
      word = (word ?? '') + rest.charAt(0);
      at += 1;
    }
  }
  if (word !== undefined) yield { kind: 'word', text: word, plain };
}

/** Words that only lead to another command, and options or values of theirs. */
const leading = /^(?:if|then|else|elif|do|while|until|!|exec|command|env|nice|sudo|builtin)$/;
const valued = /^(?:timeout|gosu|su-exec)$/;

/** Takes away what only starts another program: `timeout 5`, `exec`, `env A=1`, `if !`. */
export const bareCommand = (words: readonly string[]): readonly string[] => {
  const [first] = words;
  if (first === undefined) return words;
  if (/^\w+=/.test(first)) return bareCommand(words.slice(1));
  const name = first.slice(first.lastIndexOf('/') + 1);
  if (!leading.test(name) && !valued.test(name)) return words;
  let at = 1;
  while (words[at]?.startsWith('-') ?? false) at += /^-[ksu]$/.test(words[at] ?? '') ? 2 : 1;
  return bareCommand(words.slice(valued.test(name) ? at + 1 : at));
};

/** Words that a shell answers itself. */
export const isBuiltin = (word: string): boolean =>
  /^(?:exit|true|false|test|\[\[?|\]\]?|echo|printf|fi|done|for|case|esac|in|eval|set|cd|:|\.|return|export|read|type|kill|trap|ulimit|umask|wait|hash|local|function|shift|unset)$/.test(
    word,
  );
