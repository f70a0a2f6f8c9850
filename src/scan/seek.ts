import { literalsAt, nextStop, type SkipTable } from './skip-table.ts';

/** A line, or what stands around a hit in one that is too long, and the literals it holds. */
export type Hit = {
  readonly start: number;
  readonly end: number;
  readonly literals: ReadonlySet<number>;
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
  for (let at = from; (at = nextStop(table, bytes, at, to)) < to; at += 1) {
    const found = literalsAt(table, bytes, at);
    if (found.length === 0) continue;
    const start = lineStart(bytes, at);
    const end = lineEnd(bytes, at);
    const literals = new Set(found);
    for (let next = at + 1; (next = nextStop(table, bytes, next, end)) < end; next += 1) {
      for (const literal of literalsAt(table, bytes, next)) literals.add(literal);
    }
    return { start, end, literals };
  }
  return undefined;
};

const lineStart = (bytes: Uint8Array, at: number): number => {
  const from = Math.max(0, at - context);
  const found = bytes.subarray(from, at).lastIndexOf(newline);
  return found === -1 ? from : from + found + 1;
};

const lineEnd = (bytes: Uint8Array, at: number): number => {
  const to = Math.min(bytes.length, at + context);
  const found = bytes.subarray(at, to).indexOf(newline);
  return found === -1 ? to : at + found;
};
