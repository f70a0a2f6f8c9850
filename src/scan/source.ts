import { readSync } from 'node:fs';
import type { Read } from './scan.ts';

/** Reads an open file, a pipe, or standard input (0). */
export const fromDescriptor = (descriptor: number): Read => {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return (into) => {
    for (;;) {
      try {
        return readSync(descriptor, into);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'EOF') return 0;
        if (code !== 'EAGAIN') throw error;
        // A pipe whose other end was set not to block, and nothing in it yet.
        Atomics.wait(sleeper, 0, 0, 10);
      }
    }
  };
};

/** Windows tools write UTF-16, and say so with their first two bytes; it is read as UTF-8. */
export const asUtf8 = (read: Read): Read => {
  let inner: Read | undefined;
  return (into) => {
    inner ??= begin(read);
    return inner(into);
  };
};

const begin = (read: Read): Read => {
  const mark = new Uint8Array(2);
  let known = 0;
  for (let more = 1; known < 2 && more > 0; known += more) more = read(mark.subarray(known));
  const [a, b] = mark;
  if (known === 2 && a === 0xff && b === 0xfe) return decoded(read, 'utf-16le');
  if (known === 2 && a === 0xfe && b === 0xff) return decoded(read, 'utf-16be');
  return following(mark.subarray(0, known), read);
};

const following = (first: Uint8Array, read: Read): Read => {
  let left = first;
  return (into) => {
    if (left.length === 0) return read(into);
    const part = left.subarray(0, into.length);
    into.set(part);
    left = left.subarray(part.length);
    return part.length;
  };
};

const pieceBytes = 64 * 1024;

const decoded = (read: Read, encoding: 'utf-16le' | 'utf-16be'): Read => {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const piece = new Uint8Array(pieceBytes);
  let left: Uint8Array = new Uint8Array();
  let ended = false;
  return (into) => {
    while (left.length === 0 && !ended) {
      const more = read(piece);
      ended = more === 0;
      left = encoder.encode(decoder.decode(piece.subarray(0, more), { stream: !ended }));
    }
    const part = left.subarray(0, into.length);
    into.set(part);
    left = left.subarray(part.length);
    return part.length;
  };
};
