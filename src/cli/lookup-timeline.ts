import type { Match } from '../core/lookup.ts';
import { shellLine } from '../core/shell-words.ts';
import { sparkline, type Story, type Told } from '../core/story.ts';
import type { Shell } from './shell.ts';
import { hang } from './wrap.ts';

const stateWords = {
  stays: 'stays to the end',
  ended: 'ended by itself; something else came after it',
  last: 'stopped; nothing that is known came after it',
} as const;

/** What came first, what followed, what stays. */
export const sayStory = (shell: Shell, story: Story, matches: readonly Match[]): void => {
  const { from, to, columnMs, texts, root } = story;
  if (from === undefined || to === undefined || columnMs === undefined) {
    shell.print('The lines do not say when they were written: told in their order.');
  } else {
    shell.print(`${iso(from)} to ${iso(to)}, one column is ${duration(columnMs)}`);
  }
  for (const told of texts) {
    shell.print('');
    for (const line of toldLines(told, shell.columns)) shell.print(line);
  }
  if (!root) return;
  shell.print('');
  const match = matches.find(({ flow }) => flow === root.flow);
  for (const line of hang('Look into first: ', `${root.flow}, ${root.text}`, shell.columns)) {
    shell.print(line);
  }
  if (match) shell.print(`Next: ${shellLine(match.next)}`);
};

const toldLines = (told: Told, columns: number): readonly string[] => {
  const { flow, text, count, first, last, counts, state } = told;
  const spark = counts.length > 0 ? `${sparkline(counts)}  ` : '';
  const when = first.ms === undefined ? '' : `${iso(first.ms)}  `;
  const lines = count === 1 ? `line ${first.line}` : `lines ${first.line} to ${last.line}`;
  return [
    ...hang(`${when}${flow}  `, text, columns),
    `  ${spark}${count === 1 ? 'once' : `${count} times`}, ${lines}`,
    `  ${stateWords[state]}`,
  ];
};

const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 120) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = seconds / 60;
  if (minutes < 120) return `${Number(minutes.toPrecision(2))} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${Number(hours.toPrecision(2))} h` : `${Math.round(hours / 24)} days`;
};

/** The same for programs. */
export const storyJson = ({ from, to, columnMs, texts, root }: Story) => ({
  from: from === undefined ? null : iso(from),
  to: to === undefined ? null : iso(to),
  columnMs: columnMs ?? null,
  texts: texts.map(({ flow, text, count, first, last, counts, state }) => ({
    ...{ flow, text, count, first: moment(first), last: moment(last) },
    ...{ counts, spark: sparkline(counts), state },
  })),
  root: root ? { flow: root.flow, text: root.text } : null,
});

const moment = ({ line, ms }: Told['first']) => ({
  line,
  at: ms === undefined ? null : new Date(ms).toISOString(),
});
