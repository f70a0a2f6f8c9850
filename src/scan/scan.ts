import type { KnownSignature } from '../core/signature.ts';
import { createTally, type FlowSeen, type Hearer } from '../core/tally.ts';
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
  /** How it begins, and how it ends: 4 kB of text at most. */
  readonly start: string;
  readonly end: string;
};

/** A log that is being read, in the same small memory however long it is. */
export type Scanning = {
  /** Where its next bytes go: as many as come, up to all of it. */
  room(): Uint8Array;
  /** So many bytes of the room are filled. */
  filled(bytes: number): void;
  /** The same, for bytes that lie elsewhere. */
  take(bytes: Uint8Array): void;
  end(): Scanned;
};

const bufferBytes = 1024 * 1024;
const newline = 10;

export const startScan = (finder: Finder, hearer: Hearer): Scanning => {
  const { bytes: buffer, count } = countedBuffer(bufferBytes + 2 * context);
  let bytes = 0;
  let filled = 0;
  /** Newlines up to `counted`, a place in the buffer like all that follow. */
  let lines = 0;
  let counted = 0;
  /** Where the window ends that is looked at next. */
  let at = finder.table.window - 1;
  let start: string | undefined;

  const countTo = (place: number): void => {
    if (place <= counted) return;
    lines += count(counted, place);
    counted = place;
  };
  const search = (to: number): void => {
    const text = buffer.subarray(0, filled);
    start ??= textOf(text.subarray(0, endBytes));
    const judge = judgeIn(text, finder, hearer);
    for (;;) {
      const hit = seek(finder.table, text, at, to);
      at = hit ? hit.end : Math.max(at, to);
      if (!hit) break;
      countTo(hit.start);
      judge.hit(hit, lines + 1);
    }
    judge.flush();
  };
  const room = (): Uint8Array => buffer.subarray(filled, bufferBytes + 2 * context);
  const taken = (more: number): void => {
    bytes += more;
    filled += more;
    // Small pieces are gathered: each search moves what is left to the front.
    if (filled < buffer.length / 2) return;
    // A line that stands close to the end may go on.
    search(filled - context);
    const kept = Math.max(0, at - context);
    countTo(kept);
    buffer.copyWithin(0, kept, filled);
    filled -= kept;
    at -= kept;
    counted -= kept;
  };
  return {
    room,
    filled: taken,
    take: (piece) => {
      for (let left = piece; left.length > 0;) {
        const part = left.subarray(0, room().length);
        room().set(part);
        taken(part.length);
        left = left.subarray(part.length);
      }
    },
    end: () => {
      search(filled);
      countTo(filled);
      const open = filled > 0 && buffer[filled - 1] !== newline;
      const end = textOf(buffer.subarray(Math.max(0, filled - endBytes), filled));
      return { bytes, lines: lines + (open ? 1 : 0), start: start ?? '', end };
    },
  };
};

const endBytes = 4096;

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Reads a log to its end. */
export const scan = (
  read: Read,
  finder: Finder,
): Scanned & { readonly seen: readonly FlowSeen[] } => {
  const tally = createTally();
  const scanning = startScan(finder, tally);
  for (let more; (more = read(scanning.room())) > 0;) scanning.filled(more);
  return { ...scanning.end(), seen: tally.seen() };
};

/** Lines of one signature that the bytes alone proved: only the last of them is shown. */
type Repeated = { start: number; end: number; line: number; count: number };

/** Of what stands before and after a line, so much is shown to whoever asks. */
const nearbyBytes = 4096;

const judgeIn = (text: Uint8Array, finder: Finder, hearer: Hearer) => {
  const decoder = new TextDecoder();
  const repeats = new Map<KnownSignature, Repeated>();
  const tell = (
    { start, end, line, count }: Repeated,
    signatures: readonly KnownSignature[],
  ): void => {
    hearer.add({
      ...{ line, raw: decoder.decode(text.subarray(start, end)), signatures, times: count },
      nearby: () => ({
        before: decoder.decode(text.subarray(Math.max(0, start - nearbyBytes), start)),
        after: decoder.decode(text.subarray(end, end + nearbyBytes)),
      }),
    });
  };
  const flush = (): void => {
    for (const [known, { start, end, line, count }] of repeats) {
      tell({ start, end, line, count }, [known]);
    }
    repeats.clear();
  };
  const isWhole = ({ start, end, at }: Hit): boolean => at - start < context && end - at < context;
  const hit = (found: Hit, line: number): void => {
    const { start, end, literals } = found;
    const known = isWhole(found) ? provenByBytes(finder, text, literals, found.at) : undefined;
    if (!known || !hearer.mayRepeat(known)) {
      // What was put off comes before this line.
      flush();
      tell({ start, end, line, count: 1 }, asked(finder, literals));
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
