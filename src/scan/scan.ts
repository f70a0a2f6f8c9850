import type { KnownSignature } from '../core/signature.ts';
import { createTally, type FlowSeen, type Tally } from '../core/tally.ts';
import { asked, provenByBytes, type Finder } from './finder.ts';
import { countedBuffer } from './newlines.ts';
import { context, seek, type Hit } from './seek.ts';

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
  const { bytes: buffer, count } = countedBuffer(bufferBytes + 2 * context);
  const tally = createTally();
  let bytes = 0;
  let filled = 0;
  /** Newlines up to `counted`, a place in the buffer like all that follow. */
  let lines = 0;
  let counted = 0;
  /** Where the window ends that is looked at next. */
  let at = finder.table.window - 1;

  const countTo = (place: number): void => {
    if (place <= counted) return;
    lines += count(counted, place);
    counted = place;
  };
  for (;;) {
    const more = read(buffer.subarray(filled, bufferBytes + 2 * context));
    bytes += more;
    filled += more;
    const text = buffer.subarray(0, filled);
    const judge = judgeIn(text, finder, tally);
    // Until the log has ended, a line that stands close to the end may go on.
    const to = more === 0 ? filled : filled - context;
    for (;;) {
      const hit = seek(finder.table, text, at, to);
      at = hit ? hit.end : Math.max(at, to);
      if (!hit) break;
      countTo(hit.start);
      judge.hit(hit, lines + 1);
    }
    judge.flush();
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

/** Lines of one signature that the bytes alone proved: only the last of them is shown. */
type Repeated = { start: number; end: number; line: number; count: number };

const judgeIn = (text: Uint8Array, finder: Finder, tally: Tally) => {
  const decoder = new TextDecoder();
  const repeats = new Map<KnownSignature, Repeated>();
  const flush = (): void => {
    for (const [known, { start, end, line, count }] of repeats) {
      tally.add(line, decoder.decode(text.subarray(start, end)), [known], count);
    }
    repeats.clear();
  };
  const isWhole = ({ start, end, at }: Hit): boolean => at - start < context && end - at < context;
  const hit = (found: Hit, line: number): void => {
    const { start, end, literals } = found;
    const known = isWhole(found) ? provenByBytes(finder, text, literals, found.at) : undefined;
    if (!known || !tally.has(known.flow)) {
      // What was put off comes before this line.
      flush();
      tally.add(line, decoder.decode(text.subarray(start, end)), asked(finder, literals));
      return;
    }
    const before = repeats.get(known);
    if (before) Object.assign(before, { start, end, line, count: before.count + 1 });
    else repeats.set(known, { start, end, line, count: 1 });
  };
  return { hit, flush };
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
