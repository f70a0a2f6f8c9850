import { agreedOf, createTally } from '../core/tally.ts';
import { createErrorLines, type ErrorGroup } from './error-lines.ts';
import { asked, type Finder } from './finder.ts';
import { countNewlines } from './newlines.ts';
import { seek } from './seek.ts';

const newline = 10;

/** What a log that is all here holds. */
export type TextScanned = {
  readonly texts: readonly SignatureLines[];
  /** Error lines that no signature knows, most frequent first. */
  readonly unknown: readonly ErrorGroup[];
  readonly lines: number;
};

export type SignatureLines = {
  readonly flow: string;
  readonly count: number;
  readonly firstAt?: string;
  readonly lastAt?: string;
  /** The last of these lines. */
  readonly excerpt: string;
  readonly captured: Readonly<Record<string, string>>;
};

/** One container's log: the lines with signatures, and the error lines without. */
export const scanText = (bytes: Uint8Array, finder: Finder): TextScanned => {
  const tally = createTally();
  const errors = createErrorLines();
  const decoder = new TextDecoder();
  const unknownIn = (from: number, to: number): void => {
    if (to <= from) return;
    for (const raw of decoder.decode(bytes.subarray(from, to)).split('\n')) errors.add(raw);
  };
  let newlines = 0;
  let counted = 0;
  const countTo = (place: number): void => {
    newlines += countNewlines(bytes, counted, place);
    counted = place;
  };
  let at = finder.table.window - 1;
  for (let done = 0; ;) {
    const hit = seek(finder.table, bytes, at, bytes.length);
    unknownIn(done, hit ? hit.start - 1 : bytes.length);
    if (!hit) break;
    countTo(Math.max(counted, hit.start));
    const raw = decoder.decode(bytes.subarray(hit.start, hit.end));
    const signatures = asked(finder, hit.literals);
    if (!tally.add({ line: newlines + 1, raw, signatures })) errors.add(raw);
    done = hit.end + 1;
    at = hit.end;
  }
  countTo(bytes.length);
  const open = bytes.length > 0 && bytes.at(-1) !== newline;
  const texts = tally.seen().map(({ flow, count, first, last, captured }) => ({
    flow,
    count,
    ...(first.at !== undefined && { firstAt: first.at }),
    ...(last.at !== undefined && { lastAt: last.at }),
    excerpt: last.text,
    captured: agreedOf(captured),
  }));
  return { texts, unknown: errors.groups(), lines: newlines + (open ? 1 : 0) };
};
