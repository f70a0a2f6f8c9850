import type { Span } from './timeline.ts';

/** What a log tells in order: what came first, what followed, what stays. */
export type Story = {
  readonly from?: number;
  readonly to?: number;
  /** Of one column. */
  readonly columnMs?: number;
  /** In the order of their first lines. */
  readonly texts: readonly Told[];
  /** The first of what stays: where to look. */
  readonly root?: Told;
};

export type Told = Omit<Span, 'histogram' | 'longestGapMs'> & {
  readonly counts: readonly number[];
  /**
   * `stays`: to the end of the log. `ended`: it stopped by itself, and something else came.
   * `last`: it stopped, and nothing that is known came after it.
   */
  readonly state: 'stays' | 'ended' | 'last';
};

/** What is known of the log itself. */
export type Whole = { readonly lines: number; readonly from?: number; readonly to?: number };

export const storyColumns = 24;

export const storyOf = (spans: readonly Span[], whole: Whole): Story => {
  const times = spans.flatMap(({ first, last }) => [first.ms ?? [], last.ms ?? []].flat());
  const from = least([...times, ...(whole.from === undefined ? [] : [whole.from])]);
  const to = most([...times, ...(whole.to === undefined ? [] : [whole.to])]);
  const range = from === undefined || to === undefined ? undefined : { from, to };
  const ordered = spans.toSorted((a, b) => a.first.line - b.first.line);
  const texts = ordered.map(({ histogram, longestGapMs, ...span }): Told => {
    const counts = range ? histogram.columns(range.from, range.to, storyColumns) : [];
    const state = stateOf({ ...span, histogram, longestGapMs }, spans, { ...whole, ...range });
    return { ...span, counts, state };
  });
  const root = rootOf(texts);
  return {
    ...(range && { ...range, columnMs: (range.to - range.from) / storyColumns }),
    texts,
    ...(root && { root }),
  };
};

/** Of a log's length: silence that is shorter says nothing. */
const short = 1 / 20;

const stateOf = (span: Span, all: readonly Span[], whole: Whole): Told['state'] => {
  const later = all.filter(({ last }) => last.line > span.last.line);
  // An error of the same flow that only begins afterwards took its place: what could not be
  // reached is reached, and refuses.
  if (later.some(({ flow, first }) => flow === span.flow && first.line > span.last.line)) {
    return 'ended';
  }
  if (!isSilent(span, whole)) return 'stays';
  return later.length > 0 ? 'ended' : 'last';
};

/** The log went on without it for longer than it ever paused. */
const isSilent = (span: Span, { lines, from, to }: Whole): boolean => {
  const lastMs = span.last.ms;
  if (from === undefined || to === undefined || lastMs === undefined) {
    return (lines - span.last.line) / Math.max(1, lines) > short;
  }
  return to - lastMs > Math.max(2 * span.longestGapMs, (to - from) * short);
};

/** The first flow that stays; of its texts the last, which is what it came to. */
const rootOf = (texts: readonly Told[]): Told | undefined => {
  const first = texts.find(({ state }) => state === 'stays') ?? texts.find(isLast);
  return texts
    .filter(({ flow, state }) => flow === first?.flow && state !== 'ended')
    .toSorted((a, b) => a.last.line - b.last.line)
    .at(-1);
};

const isLast = ({ state }: Told): boolean => state === 'last';

const least = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.min(...values);
const most = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values);

const bars = '▁▂▃▄▅▆▇█';

/** Counts as a row of bars; nothing is a dot. */
export const sparkline = (counts: readonly number[]): string => {
  const highest = Math.max(1, ...counts);
  return counts
    .map((count) =>
      count === 0 ? '·' : (bars[Math.ceil((count / highest) * bars.length) - 1] ?? '█'),
    )
    .join('');
};
