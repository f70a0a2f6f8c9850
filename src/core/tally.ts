import { isJournalLine, journalBeside, logLine, type LogLine } from './log-line.ts';
import type { Captured, KnownSignature } from './signature.ts';

/** A line of a log that holds a signature, as it may be shown: not cleaned yet. */
export type SeenLine = {
  /** Counted from 1. */
  readonly line: number;
  /** Unwrapped, at most 4 kB around the match. */
  readonly text: string;
  readonly at?: string;
};

/** All lines that hold a signature of one flow. */
export type FlowSeen = {
  readonly flow: string;
  readonly count: number;
  readonly first: SeenLine;
  readonly last: SeenLine;
  /** Values on which all its lines agree; `null`: they do not. */
  readonly captured: Readonly<Record<string, string | null>>;
  /** Of the most specific signature that was found. */
  readonly weight: number;
  /** Diagnoses that the text alone proves. */
  readonly proves: readonly string[];
};

/** A line that may hold signatures. */
export type Asked = {
  /** Counted from 1. */
  readonly line: number;
  readonly raw: string;
  readonly signatures: readonly KnownSignature[];
  /** As many lines, of which this is the last, are known to hold them. */
  readonly times?: number;
  /** What stands before and after it, up to a bound. */
  nearby?(): { readonly before: string; readonly after: string };
};

/** The line out of its wrappings, with what stands on lines beside it. */
export const unwrapped = ({ raw, nearby }: Asked): LogLine => {
  const line = logLine(raw);
  if (!nearby || !isJournalLine(raw)) return line;
  const { before, after } = nearby();
  return { ...line, ...journalBeside(before, after) };
};

/** The values of a tally on which nothing is in dispute. */
export const agreedOf = (captured: FlowSeen['captured']): Captured =>
  Object.fromEntries(
    Object.entries(captured).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );

/** Whoever is told of a log's lines, one by one. */
export type Hearer = {
  /** True if one of the signatures holds. */
  add(asked: Asked): boolean;
  /** Whether further lines of this signature may be told as one: by the last, and how many. */
  mayRepeat(known: KnownSignature): boolean;
};

/** The tally of a log. Its size does not grow with the log. */
export type Tally = Hearer & {
  /** In the order of their first lines. */
  seen(): readonly FlowSeen[];
};

export const excerptBytes = 4096;

export const createTally = (): Tally => {
  const flows = new Map<string, Counting>();
  return {
    // Lines that are told as one are not asked whose they are.
    mayRepeat: ({ flow }) => {
      const before = flows.get(flow);
      return before !== undefined && typeof before.captured.get('container') !== 'string';
    },
    add: (asked) => {
      const { line, raw, signatures, times = 1 } = asked;
      const { text, ...facts } = unwrapped(asked);
      let held = false;
      for (const known of signatures) {
        const found = known.find(text) ?? (text === raw ? undefined : known.find(raw));
        if (!found) continue;
        held = true;
        const captured = withContainer(known, found, facts.container);
        const { at } = facts;
        const shown = { line, text: around(text, known.guard), ...(at !== undefined && { at }) };
        const before = flows.get(known.flow);
        if (before) count(before, known, captured, { shown, times });
        else flows.set(known.flow, begin(known, captured, shown));
      }
      return held;
    },
    seen: () =>
      [...flows.values()].map(({ proves, captured, ...flow }) => ({
        ...flow,
        proves: [...proves],
        captured: Object.fromEntries(captured),
      })),
  };
};

/** Whose line it is says which container shows the symptom, unless the words name one. */
const withContainer = (
  { takesContainer }: KnownSignature,
  captured: Captured,
  container: string | undefined,
): Captured => (takesContainer && container !== undefined ? { container, ...captured } : captured);

type Counting = {
  readonly flow: string;
  readonly first: SeenLine;
  readonly proves: Set<string>;
  readonly captured: Map<string, string | null>;
  last: SeenLine;
  count: number;
  weight: number;
};

const begin = (known: KnownSignature, captured: Captured, shown: SeenLine): Counting => ({
  flow: known.flow,
  first: shown,
  last: shown,
  count: 1,
  weight: known.weight,
  proves: new Set(known.proves === undefined ? [] : [known.proves]),
  captured: new Map(Object.entries(captured)),
});

const count = (
  flow: Counting,
  known: KnownSignature,
  captured: Captured,
  { shown, times }: { readonly shown: SeenLine; readonly times: number },
): void => {
  // Several signatures of one flow in one line are one line.
  if (flow.last.line !== shown.line) flow.count += times;
  flow.last = shown;
  flow.weight = Math.max(flow.weight, known.weight);
  if (known.proves !== undefined) flow.proves.add(known.proves);
  for (const [name, value] of Object.entries(captured)) {
    flow.captured.set(name, agreed(flow.captured.get(name), value));
  }
};

/** Two values for one input: the text does not say which, and nobody may guess. */
const agreed = (before: string | null | undefined, value: string | null): string | null =>
  before === undefined || before === value ? value : null;

const around = (text: string, guard: string): string => {
  if (text.length * 3 <= excerptBytes) return text;
  if (Buffer.byteLength(text) <= excerptBytes) return text;
  const at = Math.max(0, text.toLowerCase().indexOf(guard.toLowerCase()));
  const from = Math.max(0, Math.min(at - excerptBytes / 4, text.length - excerptBytes));
  const excerpt = Buffer.from(text.slice(from, from + excerptBytes)).subarray(0, excerptBytes);
  // A character that the cut goes through is left out.
  return excerpt.toString().replace(/\ufffd+$/, '');
};
