import type { Confidence } from '../core/outcome.ts';

/** What a text means, never which colour it has. */
export type Tone = 'strong' | 'quiet' | 'bad' | 'warn' | 'good' | 'accent' | 'excerpt' | 'cursor';

/** SGR numbers that set a look and end it: first what needs no colour, then the colour. */
type Look = { readonly weight?: readonly [number, number]; readonly colour?: number };

const bold = [1, 22] as const;
const dim = [2, 22] as const;
const inverse = [7, 27] as const;
const red = 31;
const green = 32;
const yellow = 33;
const cyan = 36;

const looks: Readonly<Record<Tone, Look>> = {
  strong: { weight: bold },
  quiet: { weight: dim },
  bad: { weight: bold, colour: red },
  warn: { colour: yellow },
  good: { colour: green },
  accent: { colour: cyan },
  excerpt: { colour: yellow },
  cursor: { weight: inverse },
};

/** The only place that knows colours. Without them, weight alone still tells rank. */
export const styled = (text: string, tone: Tone | undefined, colour: boolean): string => {
  if (tone === undefined) return text;
  const look = looks[tone];
  const weighed = look.weight ? sgr(look.weight[0]) + text + sgr(look.weight[1]) : text;
  if (!colour || look.colour === undefined) return weighed;
  return sgr(look.colour) + weighed + sgr(usual);
};

const usual = 39;

const sgr = (code: number): string => `\u001b[${code}m`;

/** A status is symbol, word and colour, in that order of trust. */
export type Status = { readonly symbol: string; readonly word: string; readonly tone: Tone };

export const statuses = {
  confirmed: { symbol: '✗', word: 'confirmed', tone: 'bad' },
  likely: { symbol: '✗', word: 'likely', tone: 'warn' },
  possible: { symbol: '✗', word: 'possible', tone: 'warn' },
  healthy: { symbol: '✓', word: 'healthy', tone: 'good' },
  mended: { symbol: '✓', word: 'mended', tone: 'good' },
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
