import { LineType, parse } from 'ssh-config';

/** A directive of ssh_config, its quotes taken off. */
export type ConfigLine = {
  /** In lower case. */
  readonly key: string;
  readonly words: readonly string[];
  /** `/home/ada/.ssh/config:12`. */
  readonly place: string;
  /** Written in a way that ssh itself may read otherwise: its word counts, not ours. */
  readonly isOdd: boolean;
};

/**
 * Reads a file line by line, so that each keeps its place and a line that cannot be read spoils no
 * other. The package takes quotes off; which lines apply is decided in config-rules.ts: its own
 * `compute` runs the commands of `Match exec`, leaves Include alone and forgets repeated criteria.
 */
export const configLines = (text: string, file: string): ConfigLine[] =>
  text.split(/\r?\n/).flatMap((raw, index) => {
    const written = raw.trim();
    if (written === '' || written.startsWith('#')) return [];
    return [configLine(written, `${file}:${index + 1}`)];
  });

const configLine = (written: string, place: string): ConfigLine => {
  const key = (/^[^\s=]+/.exec(written)?.[0] ?? '').toLowerCase();
  try {
    const [line] = parse(written);
    if (line?.type !== LineType.DIRECTIVE) return { key, words: [], place, isOdd: true };
    const { value, quoted } = line;
    const words = typeof value === 'string' ? [value] : value.map(({ val }) => val);
    const isSeveralWords = typeof value === 'string' && quoted !== true && /\s/.test(value);
    return { key, words, place, isOdd: isSeveralWords || oddText.test(written) };
  } catch {
    // A quote that is not closed, a directive without a value: ssh has words of its own for these.
    return { key, words: [], place, isOdd: true };
  }
};

/** Single quotes, backslashes, and a `#` inside a word, which ssh takes for a part of it. */
const oddText = /['\\]|[^\s#]#/;
