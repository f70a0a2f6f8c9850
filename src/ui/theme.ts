import type { Confidence } from '../core/outcome.ts';

/** What a text means, never which colour it has. */
export type Tone =
  'strong' | 'quiet' | 'bad' | 'warn' | 'good' | 'accent' | 'verdict' | 'excerpt' | 'cursor';

type Looks = {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
};

const coloured: Readonly<Record<Tone, Looks>> = {
  strong: { bold: true },
  quiet: { dimColor: true },
  bad: { color: 'red', bold: true },
  warn: { color: 'yellow' },
  good: { color: 'green' },
  accent: { color: 'cyan' },
  verdict: { color: 'red', bold: true },
  excerpt: { color: 'yellow' },
  cursor: { inverse: true },
};

/** The only place that knows colours. Without them, weight alone still tells rank. */
export const looksOf = (tone: Tone, colour: boolean): Looks => {
  if (colour) return coloured[tone];
  const { color: _, ...rest } = coloured[tone];
  return rest;
};

/** A status is symbol, word and colour, in that order of trust. */
export type Status = { readonly symbol: string; readonly word: string; readonly tone: Tone };

export const statuses = {
  confirmed: { symbol: '✗', word: 'confirmed', tone: 'bad' },
  likely: { symbol: '✗', word: 'likely', tone: 'warn' },
  possible: { symbol: '✗', word: 'possible', tone: 'warn' },
  healthy: { symbol: '✓', word: 'healthy', tone: 'good' },
  inconclusive: { symbol: '?', word: 'cannot tell', tone: 'warn' },
  'not-applicable': { symbol: '–', word: 'does not apply', tone: 'quiet' },
  asks: { symbol: '?', word: 'asks you', tone: 'accent' },
  walking: { symbol: '…', word: 'looking', tone: 'accent' },
  left: { symbol: '–', word: 'left', tone: 'quiet' },
  found: { symbol: '✓', word: 'found', tone: 'good' },
  'not-found': { symbol: '–', word: 'not there', tone: 'accent' },
  permission: { symbol: '!', word: 'not permitted', tone: 'warn' },
  timeout: { symbol: '!', word: 'no answer in time', tone: 'warn' },
  unreachable: { symbol: '!', word: 'not reachable', tone: 'warn' },
  'tool-missing': { symbol: '!', word: 'tool missing', tone: 'warn' },
  unreadable: { symbol: '!', word: 'not readable', tone: 'warn' },
  stopped: { symbol: '!', word: 'stopped by you', tone: 'warn' },
} as const satisfies Readonly<Record<string, Status>>;

/** How sure a diagnosis is, as a sentence's start. */
export const confidenceWords: Readonly<Record<Confidence, string>> = {
  confirmed: 'Confirmed: the evidence proves it.',
  likely: 'Likely: everything seen fits, something could not be seen.',
  possible: 'Possible: it fits, and something else may be behind it.',
};

export const risks = {
  safe: { symbol: '✓', word: 'safe', tone: 'good' },
  downtime: { symbol: '!', word: 'short downtime', tone: 'warn' },
  data: { symbol: '✗', word: 'can lose data', tone: 'bad' },
} as const satisfies Readonly<Record<string, Status>>;

/** Marks of lists and fields. */
export const marks = {
  chosen: '❯',
  signature: '▌',
  more: '↓',
  before: '↑',
  bullet: '·',
  rule: '─',
} as const;
