import { createTally, type FlowSeen } from '../core/tally.ts';
import { asked, type Finder } from './finder.ts';
import { countNewlines } from './newlines.ts';
import { context, seek } from './seek.ts';

/** Fills a buffer with the next bytes of a log; answers how many, 0 at its end. */
export type Read = (into: Uint8Array) => number;

export type Scanned = {
  /** Of the log, as it was read. */
  readonly bytes: number;
  /** A last line without a newline counts. */
  readonly lines: number;
  readonly seen: readonly FlowSeen[];
};

const bufferBytes = 1024 * 1024;
const newline = 10;

/** Reads a log of any length once, in the same small memory. */
export const scan = (read: Read, finder: Finder): Scanned => {
  const tally = createTally();
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(bufferBytes + 2 * context);
  const { window } = finder.table;
  let bytes = 0;
  let filled = 0;
  /** Newlines up to `counted`, a place in the buffer like all that follow. */
  let lines = 0;
  let counted = 0;
  /** Where the window ends that is looked at next. */
  let at = window - 1;

  const countTo = (place: number): void => {
    if (place <= counted) return;
    lines += countNewlines(buffer, counted, place);
    counted = place;
  };
  for (;;) {
    const more = read(buffer.subarray(filled));
    bytes += more;
    filled += more;
    const text = buffer.subarray(0, filled);
    // Until the log has ended, a line that stands close to the end may go on.
    const to = more === 0 ? filled : filled - context;
    for (;;) {
      const hit = seek(finder.table, text, at, to);
      at = hit ? hit.end : Math.max(at, to);
      if (!hit) break;
      countTo(hit.start);
      const raw = decoder.decode(text.subarray(hit.start, hit.end));
      tally.add(lines + 1, raw, asked(finder, hit.literals));
    }
    if (more === 0) break;
    const kept = Math.max(0, at - context);
    countTo(kept);
    buffer.copyWithin(0, kept, filled);
    filled -= kept;
    at -= kept;
    counted -= kept;
  }
  countTo(filled);
  const open = filled > 0 && buffer[filled - 1] !== newline;
  return { bytes, lines: lines + (open ? 1 : 0), seen: tally.seen() };
};

/** Bytes that are all here already. */
export const reading = (bytes: Uint8Array): Read => {
  let at = 0;
  return (into) => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length;
  };
};
