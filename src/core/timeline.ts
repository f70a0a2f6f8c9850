import { signatureWords } from './condition-words.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { timeIn } from './log-time.ts';
import type { KnownSignature } from './signature.ts';
import { unwrapped, type Asked, type Hearer } from './tally.ts';

/** Where one signature stands in a log, from its first line to its last. */
export type Span = {
  readonly flow: string;
  /** The signature in words. */
  readonly text: string;
  /** Lines; one that holds several signatures of a flow counts for the most specific. */
  readonly count: number;
  readonly first: Moment;
  readonly last: Moment;
  /** The longest pause between two of its lines. */
  readonly longestGapMs: number;
  readonly histogram: Histogram;
};

export type Moment = { readonly line: number; readonly ms?: number };

/** Tells the signatures of a log apart by when they came. Its size does not grow with the log. */
export type TimelineTally = Hearer & { spans(): readonly Span[] };

export const createTimeline = (year: number): TimelineTally => {
  const spans = new Map<KnownSignature, Growing>();
  const add = (asked: Asked): boolean => {
    const { text } = unwrapped(asked);
    const held = asked.signatures.filter(
      (known) => known.find(text) !== undefined || known.find(asked.raw) !== undefined,
    );
    if (held.length === 0) return false;
    const ms = timeOf(asked, year);
    const moment = { line: asked.line, ...(ms !== undefined && { ms }) };
    for (const known of mostSpecific(held)) {
      const span = spans.get(known);
      if (span) grow(span, moment);
      else spans.set(known, begin(known, moment));
    }
    return true;
  };
  return { add, mayRepeat: () => false, spans: () => [...spans.values()] };
};

type Growing = { -readonly [Key in keyof Span]: Span[Key] };

const begin = (known: KnownSignature, moment: Moment): Growing => {
  const histogram = createHistogram();
  if (moment.ms !== undefined) histogram.add(moment.ms);
  return {
    ...{ flow: known.flow, text: signatureWords(known.signature), count: 1 },
    ...{ first: moment, last: moment, longestGapMs: 0, histogram },
  };
};

const grow = (span: Growing, moment: Moment): void => {
  span.count += 1;
  const { ms } = moment;
  const before = span.last.ms;
  if (ms !== undefined) {
    span.histogram.add(ms);
    if (before !== undefined) span.longestGapMs = Math.max(span.longestGapMs, ms - before);
  }
  // A line that does not say when it was written was written after the one before it.
  const at = ms ?? before;
  span.last = { line: moment.line, ...(at !== undefined && { ms: at }) };
};

const mostSpecific = (held: readonly KnownSignature[]): readonly KnownSignature[] => {
  const best = new Map<string, KnownSignature>();
  for (const known of held) {
    const before = best.get(known.flow);
    if (!before || known.weight > before.weight) best.set(known.flow, known);
  }
  return [...best.values()];
};

/** Of a line that says no time, the last one that stands before it: a trace is many lines. */
const timeOf = (asked: Asked, year: number): number | undefined => {
  const { at } = unwrapped(asked);
  const own = at === undefined ? timeIn(asked.raw, year) : Date.parse(at);
  if (own !== undefined || !asked.nearby) return own;
  const lines = asked.nearby().before.split('\n');
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const ms = timeIn(lines[index] ?? '', year);
    if (ms !== undefined) return ms;
  }
  return undefined;
};
