import { logLine } from './log-line.ts';
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
  /** Values on which all its lines agree. */
  readonly captured: Captured;
  /** Of the most specific signature that was found. */
  readonly weight: number;
  /** Diagnoses that the text alone proves. */
  readonly proves: readonly string[];
};

/** The tally of a log, line by line. Its size does not grow with the log. */
export type Tally = {
  /**
   * Asks these signatures about a line; true if one of them holds. `times`: as many lines, of
   * which this is the last, are known to hold it.
   */
  add(line: number, raw: string, asked: readonly KnownSignature[], times?: number): boolean;
  /** Whether a line of this flow was seen. */
  has(flow: string): boolean;
  /** In the order of their first lines. */
  seen(): readonly FlowSeen[];
};

const excerptLength = 4000;

export const createTally = (): Tally => {
  const flows = new Map<string, Counting>();
  return {
    has: (flow) => flows.has(flow),
    add: (line, raw, asked, times = 1) => {
      const { text, at } = logLine(raw);
      let held = false;
      for (const known of asked) {
        const captured = known.find(text) ?? (text === raw ? undefined : known.find(raw));
        if (!captured) continue;
        held = true;
        const shown = { line, text: around(text, known.guard), ...(at !== undefined && { at }) };
        const before = flows.get(known.flow);
        if (before) count(before, known, captured, { shown, times });
        else flows.set(known.flow, begin(known, captured, shown));
      }
      return held;
    },
    seen: () => [...flows.values()].map(settle),
  };
};

type Counting = {
  readonly flow: string;
  readonly first: SeenLine;
  readonly proves: Set<string>;
  readonly captured: Map<string, string | undefined>;
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
    // Two values for one input: the text does not say which, and nobody may guess.
    const other = flow.captured.has(name) && flow.captured.get(name) !== value;
    flow.captured.set(name, other ? undefined : value);
  }
};

const settle = ({ captured, proves, ...flow }: Counting): FlowSeen => ({
  ...flow,
  proves: [...proves],
  captured: Object.fromEntries(
    [...captured].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
});

const around = (text: string, guard: string): string => {
  if (text.length <= excerptLength) return text;
  const at = Math.max(0, text.toLowerCase().indexOf(guard.toLowerCase()));
  const from = Math.max(0, Math.min(at - excerptLength / 4, text.length - excerptLength));
  return text.slice(from, from + excerptLength);
};
