import { bareCommand, type ChainedCommand } from './shell-line.ts';

/**
 * What a check looks at, as its line tells. `all`: a refused connection and a bad status both make
 * it fail; `connection`: any answer will do; `nothing`: it ends with 0 whatever happens.
 */
export const minds = ['all', 'connection', 'nothing', 'unknown'] as const;
export type Minds = (typeof minds)[number];

const alwaysZero = /^(?:true|:|echo|printf|cat|tee|date|sleep)$/;
const leaves = /^(?:exit|return|kill|set|trap)$/;

const endsWithZero = ([program, argument]: readonly string[]): boolean =>
  alwaysZero.test(program ?? '') || (program === 'exit' && argument === '0');

/** `… || exit 1`: it only says in other words that the check failed. */
const isFailing = ({ joint, words }: ChainedCommand): boolean =>
  joint === '||' &&
  ((words[0] === 'exit' && words[1] !== '0') || words[0] === 'false' || words[0] === 'kill');

export const mindsOf = (chain: readonly ChainedCommand[]): Minds => {
  const last = chain.at(-1);
  if (!last) return 'unknown';
  const earlier = chain.slice(0, -1);
  const mayLeave = earlier.some(({ words }) => leaves.test(words[0] ?? ''));
  if (endsWithZero(last.words) && last.joint !== '&&' && !mayLeave) return 'nothing';
  const [asking, ...more] = chain.filter((command) => !isFailing(command));
  return asking && more.length === 0 ? ofClient(bareCommand(asking.words)) : 'unknown';
};

const ofClient = (words: readonly string[]): Minds => {
  const [program = '', ...options] = words;
  switch (program.slice(program.lastIndexOf('/') + 1)) {
    case 'curl':
      return options.some((option) =>
        /^(?:--fail(?:-with-body|-early)?|-[a-zA-Z]*f[a-zA-Z]*)$/.test(option),
      )
        ? 'all'
        : 'connection';
    case 'wget':
      return 'all';
    case 'nc':
      return options.some((option) => /^-\w*z/.test(option)) ? 'all' : 'unknown';
    case 'python':
    case 'python3': {
      const code = options.join(' ');
      return /urlopen/.test(code) && !/\bexcept\b/.test(code) ? 'all' : 'unknown';
    }
    case '':
      return 'unknown';
  }
  return 'unknown';
};

/** How long its client itself waits, where that is said. */
export const ownLimitMs = (line: string): number | undefined => {
  const seconds =
    /\bcurl\b.*?\s(?:-[a-zA-Z]*m\s*|--max-time[\s=])(\d+(?:\.\d+)?)/.exec(line)?.[1] ??
    /\bwget\b.*?\s(?:-T\s*|--timeout=)(\d+)/.exec(line)?.[1] ??
    /\btimeout\s+(?:-\S+\s+)*(\d+)s?\s/.exec(line)?.[1] ??
    /\btimeout=(\d+(?:\.\d+)?)\b/.exec(line)?.[1];
  return seconds === undefined || Number(seconds) === 0 ? undefined : Number(seconds) * 1000;
};
