import { literalsAt, nextStop, type SkipTable } from './skip-table.ts';

/** A line, or what stands around a hit in one that is too long, and the literals it may hold. */
export type Hit = {
  readonly start: number;
  readonly end: number;
  readonly literals: readonly number[];
  /** Where the window of the first of them ends. */
  readonly at: number;
};

/** A line is judged by at most this much on each side of what made us look at it. */
export const context = 32 * 1024;
const newline = 10;

/**
 * The next line that holds a literal whose window ends in `from` to `to`; its own end may lie
 * beyond. `undefined`: none.
 */
export const seek = (
  table: SkipTable,
  bytes: Uint8Array,
  from: number,
  to: number,
): Hit | undefined => {
  const literals: number[] = [];
  for (let at = from; (at = nextStop(table, bytes, at, to)) < to; at += 1) {
    literalsAt(table, bytes, at, literals);
    if (literals.length === 0) continue;
    const start = lineStart(bytes, at);
    const end = lineEnd(bytes, at);
    for (let next = at + 1; (next = nextStop(table, bytes, next, end)) < end; next += 1) {
      literalsAt(table, bytes, next, literals);
    }
    return { start, end, literals, at };
  }
  return undefined;
};

const lineStart = (bytes: Uint8Array, at: number): number => {
  const least = Math.max(0, at - context);
  let start = at;
  while (start > least && bytes[start - 1] !== newline) start -= 1;
  return start;
};

const lineEnd = (bytes: Uint8Array, at: number): number => {
  const found = bytes.indexOf(newline, at);
  const most = Math.min(bytes.length, at + context);
  return found === -1 || found > most ? most : found;
};
